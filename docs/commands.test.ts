import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../tester/implementation/root.ts';
import { commandsPage } from '../tools/commands/docs/page.ts';

/** Each help is a process that a busy machine takes its time for. */
const timeoutMs = 300_000;

test(
  'docs/commands.md says what the commands say; else run npm run docs',
  { timeout: timeoutMs },
  async () => {
    const page = readFileSync(path.join(projectRoot, 'docs/commands.md'), 'utf8');
    expect(page).toBe(await commandsPage());
  },
);
