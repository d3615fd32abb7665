import { beforeAll, describe, expect, it } from 'vitest';
import { findScenario } from '../../labs/index.ts';
import type { Program } from '../../sim/program.ts';
import { run } from '../../tester/run.ts';
import type { Recording } from './data/recording.ts';
import { unborn } from '../report/belief/belief.ts';
import { type ServerView, viewOf } from '../report/belief/view.ts';
import { makeTraceFile } from './make.ts';
import { States } from './page/model/states.ts';
import { loadWitness, type Truth } from './testing/witness.ts';
import { readTrace } from './trace-file.ts';

const pointsBetween = 20;
const seeds = [1, 2, 3, 4, 5];

/** Elections, faults of all kinds, snapshots, crashes; none takes long. */
const tests = [
  'TestReElection3A',
  'TestBasicAgree3B',
  'TestFailAgree3B',
  'TestRejoin3B',
  'TestBackup3B',
  'TestPersist13C',
  'TestPersist33C',
  'TestSnapshotInstall3D',
  'TestSnapshotInstallUnCrash3D',
  'TestSnapshotAllCrash3D',
];

async function record(program: Program, test: string, seed: number): Promise<Recording> {
  const scenario = findScenario(test);
  if (scenario === undefined) throw new Error(`no test is called ${test}`);
  const result = await run(scenario, program, { seed, recording: 'on', implementation: 'witness' });
  expect(result.failure).toBeUndefined();
  const file = makeTraceFile(result, { replay: '' });
  return (await readTrace(JSON.stringify(file))).recording;
}

interface Point {
  readonly position: number;
  readonly server: number;
  readonly truth: Truth;
}

/**
 * What all servers that are up really were, at 20 points spread over the run and at its end. Each
 * point is the last event of its instant, when every server has said what it has become.
 */
function points(recording: Recording, states: States): readonly Point[] {
  const last = recording.length - 1;
  const spread = Array.from(
    { length: pointsBetween },
    (_, i) => ((i + 0.5) / pointsBetween) * last,
  );
  const wanted = new Set(spread.map((place) => states.instantEnd(Math.floor(place))));
  const truths = new Map<number, Truth>();
  const all: Point[] = [];
  for (let position = 0; position <= last; position++) {
    const event = recording.event(position);
    if (event.kind === 'console') truths.set(event.server, JSON.parse(event.text) as Truth);
    else if (event.kind === 'crash' || event.kind === 'kill') truths.delete(event.server);
    if (position !== last && !wanted.has(position)) continue;
    for (const [server, truth] of truths) all.push({ position, server, truth });
  }
  return all;
}

function viewAt(states: States, { position, server }: Point): ServerView {
  return viewOf(server, states.at(position)[server] ?? unborn);
}

function others(list: readonly (number | null)[] | undefined): readonly number[] {
  return (list ?? []).filter((value) => value !== null);
}

describe('a trace is never wrong', () => {
  let told: Program;
  let silent: Program;
  beforeAll(async () => {
    told = await loadWitness('with Inspect');
    silent = await loadWitness('without');
  });

  it.each(tests)('%s: what Inspect told, folded, is what each server was', async (test) => {
    for (const seed of seeds) {
      const recording = await record(told, test, seed);
      const states = new States(recording, 7);
      for (const point of points(recording, states)) {
        const view = viewAt(states, point);
        expect(view.up).toBe(true);
        const { truth } = point;
        const shown = {
          role: view.role?.value,
          term: view.term?.value,
          votedFor: view.votedFor?.value,
          commitIndex: view.commitIndex?.value,
          lastApplied: states.at(point.position)[point.server]?.told?.fields.lastApplied,
          lastIncludedIndex: view.lastIncludedIndex?.value,
          lastIncludedTerm: view.lastIncludedTerm?.value,
          lastIndex: view.lastIndex?.value,
          lastTerm: view.lastTerm?.value,
          log: view.log?.value.entries.map(({ term, command }) => [term, command]),
          next: others(view.nextIndex?.value),
          match: others(view.matchIndex?.value),
        };
        expect(shown, `seed ${seed}, event ${point.position}`).toEqual(truth);
        expect(view.applied.value).toBeLessThanOrEqual(truth.lastApplied);
      }
    }
  });

  it.each(tests)('%s: without Inspect, what is shown at all is right', async (test) => {
    const recording = await record(silent, test, 1);
    expect(recording.notes.some((note) => note.kind === 'inspect')).toBe(false);
    const states = new States(recording, 7);
    for (const point of points(recording, states)) {
      const view = viewAt(states, point);
      expect(view.up).toBe(true);
      const { truth } = point;
      expect(view.term?.value).toBe(truth.term);
      expect(view.isLeader).toBe(truth.role === 'leader');
      expect(view.role?.value ?? truth.role).toBe(truth.role);
      expect(view.votedFor?.value ?? truth.votedFor).toBe(truth.votedFor);
      // What a leader last said may have grown since, and is marked as last said.
      expect(view.commitIndex?.value ?? 0).toBeLessThanOrEqual(truth.commitIndex);
      expect(view.commitIndex?.source ?? 'message').toBe('message');
      expect(view.nextIndex).toBeUndefined();
      if (view.log?.source !== 'disk') continue;
      const log = view.log.value.entries.map(({ term, command }) => [term, command]);
      expect(log).toEqual(truth.log);
      expect(view.lastIndex?.value).toBe(truth.lastIndex);
    }
  });
});
