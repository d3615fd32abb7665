import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../tester/implementation/root.ts';
import { exitCode, runCommand, say } from './cli.ts';
import { commandsPage } from './docs/page.ts';
import { commandLine } from './options.ts';

/** `npm run docs`: writes down what every command says of itself. */
async function docs(): Promise<number> {
  commandLine('docs', 'Writes docs/commands.md from the help of every command.').parse();
  const file = 'docs/commands.md';
  writeFileSync(path.join(projectRoot, file), await commandsPage(helpOf));
  say(`${file} is written`);
  return exitCode.passed;
}

async function helpOf(file: string, words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', path.join(projectRoot, file), ...words, '--help'],
    { cwd: projectRoot, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined } },
  );
  return stdout;
}

await runCommand(docs);
