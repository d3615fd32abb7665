import { runCommand } from './cli.ts';
import { gradePart } from './test/grade-part.ts';
import { partOptions } from './test/options.ts';

/**
 * `npm run test:3A`, `npm run test:all`: grades one part, or all parts of the course; without the name
 * of a part it is all of them.
 */
async function test(): Promise<number> {
  const args = process.argv.slice(2);
  const [first = '-'] = args;
  const [part, ...rest] = first.startsWith('-') ? ['all', ...args] : [first, ...args.slice(1)];
  return gradePart(part, partOptions(part, rest));
}

await runCommand(test);
