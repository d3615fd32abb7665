import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../tester/implementation/root.ts';
import { exitCode, runCommand, say } from './cli.ts';
import { commandsPage } from './docs/page.ts';
import { commandLine } from './options.ts';

/** `npm run docs`: writes down what every command says of itself. */
async function docs(): Promise<number> {
  commandLine('docs', 'Writes docs/commands.md from the help of every command.').parse();
  const file = 'docs/commands.md';
  writeFileSync(path.join(projectRoot, file), await commandsPage());
  say(`${file} is written`);
  return exitCode.passed;
}

await runCommand(docs);
