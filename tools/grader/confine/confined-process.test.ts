import { expect, test } from 'vitest';
import { runConfined, type Ending } from './confined-process.ts';

async function run(script: string): Promise<{ ending: Ending; lines: readonly string[] }> {
  const lines: string[] = [];
  const ending = await runConfined({
    command: [process.execPath, '-e', script],
    input: '',
    stallMs: 300,
    wallMs: 60_000,
    onLine: (line) => {
      lines.push(line);
      return 'same-run';
    },
  });
  return { ending, lines };
}

test('a process that takes long to begin is waited for: it has run nothing of a submission', async () => {
  const { ending, lines } = await run("setTimeout(() => console.log('ready'), 1_000);");
  expect(lines).toEqual(['ready']);
  expect(ending).toEqual({ kind: 'finished' });
});

test('a process that has begun and says nothing more is ended', async () => {
  const { ending, lines } = await run("console.log('ready'); setInterval(() => 0, 1_000);");
  expect(lines).toEqual(['ready']);
  expect(ending).toEqual({ kind: 'stall' });
});
