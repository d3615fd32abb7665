import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../tester/implementation/root.ts';
import { commandsPage } from '../tools/commands/docs/page.ts';
import { runScript } from '../tools/commands/testing/cli.ts';

/** Each help is a process that a busy machine takes its time for. */
const timeoutMs = 300_000;

test(
  'docs/commands.md says what the commands say; else run npm run docs',
  { timeout: timeoutMs },
  async () => {
    const page = await commandsPage(async (file, words) => {
      const { code, stdout } = await runScript(path.basename(file), [...words, '--help']);
      expect(code, `${file} --help`).toBe(0);
      return stdout;
    });
    expect(readFileSync(path.join(projectRoot, 'docs/commands.md'), 'utf8')).toBe(page);
  },
);
