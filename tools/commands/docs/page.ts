import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { chapters, type Entry } from './chapters.ts';

type Scripts = Readonly<Record<string, string>>;

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
export async function commandsPage(): Promise<string> {
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
    for (const entry of entries) body.push(await entryText(entry, scripts));
  }
  const page = path.join(projectRoot, 'docs/commands.md');
  const style = await resolveConfig(page);
  return format([before, ...body].join('\n\n'), { ...style, filepath: page });
}

async function entryText(entry: Entry, scripts: Scripts): Promise<string> {
  const names = entry.scripts.map((name) =>
    name === 'test' ? '`npm test`' : `\`npm run ${name}\``,
  );
  const blocks: string[] = [];
  for (const verb of ['', ...(entry.verbs ?? [])]) {
    blocks.push(await help(entry.scripts[0], { scripts, verb }));
  }
  const shown = blocks
    .filter((block) => block !== '')
    .map((block) => ['```text', block, '```'].join('\n'));
  return [`### ${entry.scripts[0]}`, names.join(', '), entry.text, ...shown].join('\n\n');
}

/** What a command prints for `--help`; nothing of programs that are not the project's own. */
async function help(
  name: string,
  { scripts, verb }: { readonly scripts: Scripts; readonly verb: string },
): Promise<string> {
  const [program = '', file = '', ...words] = (scripts[name] ?? '').split(' ');
  if (program !== 'tsx' || name === 'test') return '';
  const args = [...words, verb].filter((word) => word !== '');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', path.join(projectRoot, file), ...args, '--help'],
    { cwd: projectRoot, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined } },
  );
  return stdout.trimEnd();
}
