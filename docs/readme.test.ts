import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runScript } from '../tools/commands/testing/cli.ts';
import { partNames } from '../tools/runner/select.ts';
import { projectRoot } from '../tester/implementation/root.ts';
import {
  anchorsIn,
  commandsIn,
  linksIn,
  pathsIn,
  readDocuments,
  type MentionedCommand,
} from './testing/documents.ts';

const documents = readDocuments();
const readme = readFileSync(path.join(projectRoot, 'README.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

describe.each(documents.map((document) => [document.file, document] as const))(
  '%s',
  (_, document) => {
    test('names only npm scripts that exist', () => {
      const unknown = commandsIn(document).filter(({ script }) => scripts[script] === undefined);
      expect(unknown).toEqual([]);
    });

    test('shows only flags that the command knows', async () => {
      const unknown: string[] = [];
      for (const command of commandsIn(document)) {
        const given = command.args.filter((word) => word.startsWith('-'));
        if (given.length === 0) continue;
        const known = await flagsOf(command);
        for (const word of given) {
          const flag = word.replace(/=.*$/, '');
          if (!known.has(flag)) unknown.push(`${command.script}: ${flag}`);
        }
      }
      expect(unknown).toEqual([]);
    });

    test('names only files and folders that exist', () => {
      const missing = pathsIn(document).filter((name) => !existsSync(path.join(projectRoot, name)));
      expect(missing).toEqual([]);
    });

    test('links only to pages and headings that exist', () => {
      const broken = linksIn(document).filter(({ path: file, heading }) => {
        const full = path.join(projectRoot, file);
        if (!existsSync(full)) return true;
        return heading !== '' && !anchorsIn(readFileSync(full, 'utf8')).includes(heading);
      });
      expect(broken).toEqual([]);
    });
  },
);

describe('README.md', () => {
  test('names every npm script', () => {
    const missing = Object.keys(scripts).filter((script) => {
      const command = script === 'test' ? 'npm test' : `npm run ${script}`;
      return !readme.includes(`\`${command}`) && !readme.includes(`\`${script}\``);
    });
    expect(missing).toEqual([]);
  });

  test('names every flag of every command', async () => {
    const missing: string[] = [];
    for (const script of Object.keys(scripts)) {
      // `npm test` hands everything on to vitest.
      if (script === 'test') continue;
      for (const flag of await flagsOf({ script, args: [] })) {
        const isNamed = readme.includes(`\`${flag}`);
        if (flag.startsWith('--') && flag !== '--help' && !isNamed) {
          missing.push(`${script}: ${flag}`);
        }
      }
    }
    expect(missing).toEqual([]);
  });

  test('begins with the two commands that install and run', () => {
    const block = /```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const lines = block.split('\n').filter((line) => line !== '');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toContain('npm ci && npm ');
  });
});

const helpTexts = new Map<string, Promise<string>>();

/** The flags that a command says it knows, asked once of each kind of command. */
async function flagsOf({ script, args }: MentionedCommand): Promise<ReadonlySet<string>> {
  const [program = '', file = '', part = ''] = (scripts[script] ?? '').split(' ');
  if (program !== 'tsx') return new Set();
  const isVitest = script === 'test' && !partNames.some((name) => name === args[0]);
  const words = script === 'test' ? ['3A'] : [part].filter((word) => word !== '');
  // All parts have the same options.
  const key = isVitest ? 'vitest' : file;
  const help = helpTexts.get(key) ?? (isVitest ? vitestHelp() : commandHelp(file, words));
  helpTexts.set(key, help);
  return new Set((await help).match(/(?<=^ {2}(?:-\w, )?)--?[\w-]+/gm));
}

async function commandHelp(file: string, words: readonly string[]): Promise<string> {
  const name = path.posix.relative('tools/commands', file);
  const { stdout, code } = await runScript(name, [...words, '--help']);
  expect(code, `${file} --help`).toBe(0);
  return stdout;
}

function vitestHelp(): Promise<string> {
  const vitest = createRequire(import.meta.url).resolve('vitest/package.json');
  const program = path.join(path.dirname(vitest), 'vitest.mjs');
  return Promise.resolve(execFileSync(process.execPath, [program, '--help'], { encoding: 'utf8' }));
}
