import { Chalk } from 'chalk';
import { describe, expect, test } from 'vitest';
import { findScenario } from '../labs/index.ts';
import { Program } from '../sim/program.ts';
import type { RunResult } from '../tester/result.ts';
import { run } from '../tester/run.ts';
import { replayCommand } from '../tools/commands/replay.ts';
import { findBug } from '../tools/known-bugs/index.ts';
import { loadBug } from '../tools/known-bugs/load.ts';
import { diagnose } from '../tools/report/diagnosis/diagnose.ts';
import { renderFailure } from '../tools/report/failure.ts';
import { beginLine, endLine } from '../tools/report/line.ts';
import { readDocuments } from './testing/documents.ts';

const documents = readDocuments();
const handouts = documents.filter(({ file }) => /^labs\/[^/]+\/README\.md$/.test(file));
const forStudents = /^(labs|skeleton|tools\/handout)\//;

describe.each(handouts.map(({ file, text }) => [file, text] as const))('%s', (_, text) => {
  test('leaves what all parts share to labs/README.md, and fits into a few screens', () => {
    expect(text).toContain('[labs/README.md](../README.md)');
    expect(text).not.toContain('npm run test:3');
    expect(text).not.toContain('npx ');
    expect(Buffer.byteLength(text)).toBeLessThan(6_000);
  });
});

test('no page for students has a table wider than 120 characters', () => {
  const wide = documents
    .filter(({ file }) => forStudents.test(file))
    .flatMap(({ file, text }) =>
      text.split('\n').flatMap((line) => (/^\|.{120}/.test(line) ? [`${file}: ${line}`] : [])),
    );
  expect(wide).toEqual([]);
});

test.each([
  ['labs/README.md', '## Read a failure', 'skeleton'],
  ['README.md', '## What a failure looks like', '../bugs/double-vote'],
])('%s shows a failure as it is printed today', async (file, heading, implementation) => {
  const [, below = ''] = textOf(file).split(heading);
  const [, sample = ''] = /```text\n([\s\S]*?)\n```/.exec(below) ?? [];
  const printed = print(await failingRun(implementation)).map(withoutRealTime);
  const shown: string[] = [];
  for (const line of sample.split('\n')) {
    const [, left] = /^ *… \((\d+) lines/.exec(line) ?? [];
    // What is left out is marked with the number of its lines.
    if (left === undefined) shown.push(withoutRealTime(line));
    else shown.push(...printed.slice(shown.length, shown.length + Number(left)));
  }
  expect(shown).toEqual(printed);
});

function textOf(name: string): string {
  return documents.find(({ file }) => file === name)?.text ?? '';
}

async function failingRun(implementation: string): Promise<RunResult> {
  const scenario = findScenario('TestReElection3A');
  const bug = findBug('double-vote');
  if (scenario === undefined || bug === undefined) throw new Error('the sample has no run');
  const { runtime, bundle } = await loadBug(bug);
  const options = { seed: 7, recording: 'on', implementation } as const;
  return run(scenario, new Program(runtime, bundle), options);
}

/** What a terminal shows of it, in the usual width and without colours. */
function print(result: RunResult): readonly string[] {
  const chalk = new Chalk({ level: 0 });
  const page = `traces/${result.test}-${result.seed}.html`;
  const hints = diagnose(result);
  const replay = replayCommand(result);
  return [
    beginLine(result, chalk),
    endLine(result, chalk),
    ...renderFailure(result, { chalk, width: 100, page, hints, replayCommand: replay }),
  ];
}

function withoutRealTime(line: string): string {
  return line.replace(/real +\d+ ms/, 'real … ms');
}
