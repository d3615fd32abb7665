import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runScript } from '../../commands/testing/cli.ts';
import { referenceSources } from '../../known-bugs/apply.ts';
import type { RunResult } from '../../../tester/result.ts';
import { buildChildScript, type ChildScript } from '../confine/child-script.ts';
import { probeConfinement, type Confinement } from '../confine/layers.ts';
import { peersOf } from '../outputs/peers.ts';
import { parsePolicy } from '../policy/load.ts';
import { findSubmissions } from '../submissions/find.ts';
import { folderWith } from '../testing/folder.ts';
import { inertRaft } from '../testing/inert.ts';
import { neverCampaigns, otherShapes } from '../testing/weak.ts';
import { grade, sourceFolder } from './grade.ts';
import { type Grade } from './grades.ts';
import { gradesOf } from '../testing/grades.ts';
import { planGrading, type Grading } from './grading.ts';
import { JobStore } from './store.ts';

/** A class with one of each: correct, weak in 3A alone, with messages of its own, useless. */
const below = (folder: string, files: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]);
const classFolder = folderWith(
  Object.fromEntries([
    ...below('changed', otherShapes()),
    ...below('correct', Object.fromEntries(referenceSources())),
    ...below('inert', { 'raft.ts': inertRaft({}) }),
    ...below('weak', neverCampaigns()),
  ]),
);
const submissions = findSubmissions(classFolder);

const plan = (peers: 'own' | 'reference'): Grading => {
  const text = JSON.stringify({
    peers,
    parts: ['3A'],
    scoring: { kind: 'pass-rate' },
    points: { '3A': 10 },
    bonus: { TestSnapshotBasic3D: 5, TestSnapshotInstallUnreliable3D: 5 },
  });
  return planGrading(parsePolicy(text, 'p'), 'secret', submissions);
};
const [among, alone] = [plan('reference'), plan('own')];

let confinement: Confinement;
let script: ChildScript;

/** @returns the jobs that were not stored before */
async function work(grading: Grading, out: string, shard?: number): Promise<string[]> {
  const done: string[] = [];
  await grade({
    grading,
    submissions,
    out,
    confinement,
    script,
    jobs: 2,
    ...(shard === undefined ? {} : { shard: { index: shard, of: 2 } }),
    onJob: (job, { from }) => {
      if (from === 'run') done.push(new JobStore(out).fileName(job));
    },
  });
  return done;
}

function pointsOf({ tests }: Grade, part: string): number {
  const ofPart = tests.filter(({ test }) => test.part === part);
  return Math.round(ofPart.reduce((sum, { earned }) => sum + earned, 0) * 100) / 100;
}

/** Where the class was graded among the reference, and where without it. */
let [out, own] = ['', ''];
let jobs: readonly string[];
let grades: readonly Grade[];

beforeAll(async () => {
  confinement = probeConfinement();
  script = await buildChildScript();
  out = mkdtempSync(path.join(tmpdir(), 'raftlab-peers-'));
  own = mkdtempSync(path.join(tmpdir(), 'raftlab-own-'));
  jobs = await work(among, out);
  grades = gradesOf(among, out);
  await work(alone, own);
}, 120_000);

function gradeOf(id: string, all = grades): Grade {
  const found = all.find(({ student }) => student.id === id);
  if (found === undefined) throw new Error(`${id} was not graded`);
  return found;
}

describe('a part is graded apart from those before it', () => {
  test('who is weak in 3A alone has the points of 3D, and those of 3A are lost', () => {
    const weak = gradeOf('weak');
    expect([pointsOf(weak, '3A'), pointsOf(weak, '3D')]).toEqual([0, 10]);
    expect(peersOf(weak)).toMatchObject({ parts: ['3D'], led: 0, fallbacks: [] });

    const without = gradeOf('weak', gradesOf(alone, own));
    expect([pointsOf(without, '3A'), pointsOf(without, '3D')]).toEqual([0, 0]);
    expect(peersOf(without)).toBeUndefined();
  });

  test('who is correct has all points, and is known to have led', () => {
    const correct = gradeOf('correct');
    expect([pointsOf(correct, '3A'), pointsOf(correct, '3D')]).toEqual([10, 10]);
    expect(peersOf(correct)?.led).toBeGreaterThan(0);
  });

  test('who does nothing has none', () => {
    expect(gradeOf('inert').score).toBe(0);
  });

  test('who changed the messages is run alone, with the reason', () => {
    const changed = gradeOf('changed');
    expect(pointsOf(changed, '3D')).toBe(10);
    const why = 'its AppendEntries arguments have no leaderCommit as in the contract';
    const runs = peersOf(changed)?.runs;
    expect(peersOf(changed)).toMatchObject({ among: 0, fallbacks: [{ why, runs }] });
  });
});

describe('what is done among others is as certain as all else', () => {
  test('shards write the same bytes as one machine', async () => {
    const shared = mkdtempSync(path.join(tmpdir(), 'raftlab-shared-'));
    const done = [...(await work(among, shared, 1)), ...(await work(among, shared, 2))];
    expect(done.sort()).toEqual([...jobs].sort());
    for (const job of done) {
      const [one, other] = [out, shared].map((from) => readFileSync(path.join(from, 'jobs', job)));
      expect(other?.equals(one ?? new Uint8Array())).toBe(true);
    }
  });

  test('nothing is done again, unless it was done among other peers', async () => {
    expect(await work(among, out)).toEqual([]);
    expect((await work(among, own)).sort()).toEqual([...jobs].sort());
  });

  test('the command of a report shows the same run in the student’s own copy', async () => {
    const failed = gradeOf('inert').tests.flatMap(({ records }) => records);
    const record = failed.find(({ peersUsed }) => peersUsed?.kind === 'reference');
    if (record === undefined) throw new Error('nothing failed among the reference');
    const results = path.join(out, 'replay.json');
    await runScript('test.ts', [
      '3D',
      '--raft',
      sourceFolder(out, 'inert'),
      '--peers',
      'solutions',
      '--seed',
      String(record.seed),
      '-t',
      record.test,
      '--trace',
      'never',
      '--json',
      results,
    ]);
    const [result] = JSON.parse(readFileSync(results, 'utf8')) as RunResult[];
    expect(result?.traceHash).toBe(record.traceHash);
    expect(result?.failure?.message).toBe(record.failure?.message);
  });
});
