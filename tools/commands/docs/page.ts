import { readFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { chapters, type Entry } from './chapters.ts';

type Scripts = Readonly<Record<string, string>>;

/** What a command prints when it is run with these words and `--help`. */
export type HelpOf = (file: string, words: readonly string[]) => Promise<string>;

interface Sources {
  readonly scripts: Scripts;
  readonly helpOf: HelpOf;
}

const before = `# Commands

<!-- Written by npm run docs. Change the help of the command, or tools/commands/docs/chapters.ts. -->

All commands are npm scripts. What stands behind \`--\` goes to the command: \`npm run test:3A -- --seed 7\`.

The exit code is 0 when every test passed and the types hold, 1 when not, and 2 for a mistake on the command line. Output to a pipe or a file has no colours; \`NO_COLOR=1\` turns them off everywhere.

The tests of the lab run in vitest as well, \`npx vitest labs/3a-election\`, and so in an editor's vitest plugin. The environment says what they run: \`RAFTLAB_RAFT\` (the skeleton when absent) and \`RAFTLAB_SEED\`. A failed one has its page attached.
`;

/**
 * `docs/commands.md`: every npm script, with what the command itself prints for `--help`.
 *
 * @throws Error when a script of `package.json` has no place in a chapter
 */
export async function commandsPage(helpOf: HelpOf): Promise<string> {
  const { scripts } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
    scripts: Scripts;
  };
  const told = new Set(
    chapters.flatMap(({ entries }) => entries.flatMap((entry) => entry.scripts)),
  );
  const homeless = Object.keys(scripts).filter((name) => !told.has(name));
  if (homeless.length > 0) {
    throw new Error(
      `give these a place in tools/commands/docs/chapters.ts: ${homeless.join(', ')}`,
    );
  }
  const body: string[] = [];
  for (const { title, entries } of chapters) {
    body.push(`## ${title}`);
    // One after the other: each help is a process, and a dozen at once fit few machines.
    for (const entry of entries) body.push(await entryText(entry, { scripts, helpOf }));
  }
  const page = path.join(projectRoot, 'docs/commands.md');
  const style = await resolveConfig(page);
  return format([before, ...body].join('\n\n'), { ...style, filepath: page });
}

async function entryText(entry: Entry, sources: Sources): Promise<string> {
  const names = entry.scripts.map((name) =>
    name === 'test' ? '`npm test`' : `\`npm run ${name}\``,
  );
  const blocks = await blocksOf(entry, sources);
  const shown = blocks.map((block) => ['```text', block.trimEnd(), '```'].join('\n'));
  return [`### ${entry.scripts[0]}`, names.join(', '), entry.text, ...shown].join('\n\n');
}

function blocksOf(entry: Entry, { scripts, helpOf }: Sources): Promise<readonly string[]> {
  const [program = '', file = '', ...words] = (scripts[entry.scripts[0]] ?? '').split(' ');
  // vitest, the compiler and the linter have a help of their own.
  if (program !== 'tsx' || entry.scripts[0] === 'test') return Promise.resolve([]);
  const verbs = [[], ...(entry.verbs ?? []).map((verb) => [verb])];
  return Promise.all(verbs.map((verb) => helpOf(file, [...words, ...verb])));
}
