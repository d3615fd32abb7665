import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runScript } from '../../commands/testing/cli.ts';
import { search } from '../../explore/search.ts';
import { referenceSources } from '../../known-bugs/apply.ts';
import { projectRoot } from '../../../tester/implementation/root.ts';
import { run } from '../../../tester/run.ts';
import { scheduleScenario } from '../../../tester/play-schedule.ts';
import { programOf } from '../../../tester/testing/implementation.ts';
import { variantOfReference } from '../../../tester/testing/variant.ts';
import { buildChildScript } from '../confine/child-script.ts';
import { probeConfinement } from '../confine/layers.ts';
import { replayOf } from '../outputs/failures.ts';
import { testLine } from '../outputs/phrases.ts';
import { parsePolicy } from '../policy/load.ts';
import { findSubmissions } from '../submissions/find.ts';
import { folderWith } from '../testing/folder.ts';
import { grade } from './grade.ts';
import { type Grade } from './grades.ts';
import { gradesOf } from '../testing/grades.ts';
import { planGrading } from './grading.ts';
import { allRuns } from './jobs.ts';
import type { RunRecord } from './record.ts';

/** Elects as it should, and commits what it alone has. */
const hasty = variantOfReference({
  file: 'leader.ts',
  replace: 'stored[Math.floor(stored.length / 2)]',
  by: 'stored[0]',
});

const below = (folder: string, files: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]);
const classFolder = folderWith(
  Object.fromEntries([
    ...below('correct', Object.fromEntries(referenceSources())),
    ...below('hasty', hasty),
  ]),
);
const submissions = findSubmissions(classFolder);

const policy = parsePolicy(
  JSON.stringify({
    parts: ['3A'],
    points: { '3A': 20 },
    bonus: { phases: 10, explore: 5 },
    runs: { default: 1, explore: 3 },
    peers: 'reference',
  }),
  'p',
);
const grading = planGrading(policy, 'secret', submissions);

let [correct, buggy]: readonly (Grade | undefined)[] = [];

beforeAll(async () => {
  const out = mkdtempSync(path.join(tmpdir(), 'raftlab-bonus-'));
  const [confinement, script] = [probeConfinement(), await buildChildScript()];
  await grade({ grading, submissions, out, confinement, script, jobs: 2 });
  [correct, buggy] = gradesOf(grading, out);
}, 60_000);

/** The runs of one part that failed. */
function failed(part: string): RunRecord[] {
  const graded = buggy?.tests.filter(({ test }) => test.part === part) ?? [];
  return graded.flatMap(({ records }) => records).filter(({ verdict }) => verdict === 'fail');
}

test('who is correct gets the bonus on top of the maximum, and who is not keeps the rest', () => {
  expect([correct?.score, correct?.maxScore]).toEqual([35, 20]);
  expect([buggy?.score, buggy?.maxScore]).toEqual([20, 20]);
  const line = correct?.tests.filter(({ test }) => test.part === 'explore').map(testLine);
  expect(line).toEqual(['5 of 5 bonus points: 3 of 3 runs passed']);
});

test('what goes beyond the course is run with the submission on all servers', () => {
  expect(allRuns(grading.tests, policy).filter(({ peers }) => peers !== undefined)).toEqual([]);
  expect(failed('phases').concat(failed('explore')).length).toBeGreaterThan(8);
});

describe('the command in the report runs what failed again', () => {
  const raft = path.join(classFolder, 'hasty');
  const again = (record: RunRecord, part: string): Promise<string> => {
    const [, , name = '', , ...args] = replayOf(record, part).split(' ');
    const [script = '', ...given] = name === 'explore' ? ['explore.ts'] : ['test.ts', 'phases'];
    return runScript(script, [...given, ...args, '--raft', raft, '--trace', 'never']).then(
      ({ stdout }) => stdout,
    );
  };

  test('of an exploration', async () => {
    const [record] = failed('explore');
    if (record === undefined) throw new Error('no exploration failed');
    const seed = String(record.seed);
    expect(replayOf(record, 'explore')).toBe(`npm run explore -- --seed ${seed} --runs 1`);
    const printed = await again(record, 'explore');
    expect(printed).toContain('found after 1 run,');
    expect(printed).toContain(`: ${String(record.failure?.property)}\n`);
    const [, saved = ''] = /--replay (\S+)/.exec(printed) ?? [];
    rmSync(path.join(projectRoot, saved));
  });

  test('of an exploration, to the last message', async () => {
    const [record] = failed('explore');
    const program = await programOf(hasty);
    const found = await search({
      seed: record?.seed ?? 0,
      jobs: 1,
      goOn: (begun) => begun < 1,
      onResult: () => undefined,
      run: ({ schedule, seed }) => {
        const options = { seed, recording: 'off', implementation: 'hasty' } as const;
        return run(scheduleScenario(schedule), program, options);
      },
    });
    expect(found?.result.traceHash).toBe(record?.traceHash);
    expect(found?.result.failure?.message).toBe(record?.failure?.message);
  });

  test('of a phase', async () => {
    const [record] = failed('phases');
    if (record === undefined) throw new Error('no phase failed');
    const printed = await again(record, 'phases');
    expect(printed).toContain(String(record.failure?.message).slice(0, 60));
  });
});
