import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isPart, partNames } from '../tools/runner/select.ts';
import { projectRoot } from '../tester/implementation/root.ts';
import {
  anchorsIn,
  commandsIn,
  flagsIn,
  flagsTold,
  linksIn,
  pathsIn,
  readDocuments,
  wideTableLinesIn,
  type MentionedCommand,
} from './testing/documents.ts';

const documents = readDocuments();
const readme = readFileSync(path.join(projectRoot, 'README.md'), 'utf8');
const commands = readFileSync(path.join(projectRoot, 'docs/commands.md'), 'utf8');
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

    test('shows only flags that the command knows', () => {
      const unknown: string[] = [];
      for (const command of commandsIn(document)) {
        const given = command.args.filter((word) => word.startsWith('-'));
        if (given.length === 0) continue;
        const known = flagsOf(command);
        for (const word of given) {
          const flag = word.replace(/=.*$/, '');
          if (!known.has(flag)) unknown.push(`${command.script}: ${flag}`);
        }
      }
      expect(unknown).toEqual([]);
    });

    test('tells watch and debug which part', () => {
      const told = commandsIn(document).filter(({ script }) => /^(watch|debug)$/.test(script));
      // A script named alone is spoken about; with anything behind it, it is to be typed.
      const untold = told.filter(({ args: [first] }) => first !== undefined && !isPart(first));
      expect(untold).toEqual([]);
    });

    test('names only files and folders that exist', () => {
      const missing = pathsIn(document).filter((name) => !existsSync(path.join(projectRoot, name)));
      expect(missing).toEqual([]);
    });

    test('has no table wider than 120 characters in its source', () => {
      expect(wideTableLinesIn(document)).toEqual([]);
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
  test('is a door and not a manual: at most 8 kB', () => {
    expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(8192);
  });

  test('begins with the two commands that install and run', () => {
    const block = /```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const lines = block.split('\n').filter((line) => line !== '');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toContain('npm ci && npm ');
  });
});

/** The flags that a command knows, as docs/commands.md says; `npm test` hands them on to vitest. */
function flagsOf({ script, args }: MentionedCommand): ReadonlySet<string> {
  const isVitest = script === 'test' && !partNames.some((name) => name === args[0]);
  return isVitest ? flagsOfVitest() : flagsTold(commands, script === 'test' ? 'test:3A' : script);
}

let ofVitest: ReadonlySet<string> | undefined;

function flagsOfVitest(): ReadonlySet<string> {
  ofVitest ??= flagsIn(vitestHelp());
  return ofVitest;
}

function vitestHelp(): string {
  const vitest = createRequire(import.meta.url).resolve('vitest/package.json');
  const program = path.join(path.dirname(vitest), 'vitest.mjs');
  return execFileSync(process.execPath, [program, '--help'], { encoding: 'utf8' });
}
