import { expect, test } from 'vitest';
import type { Schedule, Step } from '../../tester/schedule/schedule.ts';
import { shrink, type Failing } from './shrink.ts';

const crash = (server: number): Step => ({ kind: 'fault', fault: { verb: 'crash', server } });

function failing(steps: readonly Step[], rest: Partial<Schedule> = {}): Failing {
  return {
    seed: 1,
    schedule: { servers: 7, network: 'unreliable', snapshots: true, steps, ...rest },
  };
}

/** Shrinks by a rule that stands for a run. */
async function shrinkBy(
  rule: (candidate: Failing) => boolean,
  from: Failing,
  jobs = 1,
): Promise<Failing> {
  const stillFails = (candidate: Failing): Promise<boolean> => Promise.resolve(rule(candidate));
  const { runs, ...shrunk } = await shrink(from, { stillFails, jobs, maxRuns: 5_000 });
  expect(runs).toBeLessThan(5_000);
  return shrunk;
}

function crashes({ schedule }: Failing): number[] {
  return schedule.steps.flatMap((step) =>
    step.kind === 'fault' && step.fault.verb === 'crash' ? [Number(step.fault.server)] : [],
  );
}

test('only the steps that are needed remain, in their order', async () => {
  const many = Array.from({ length: 50 }, (_, k) => crash(k));
  const needs = [7, 8, 31];
  const { schedule } = await shrinkBy(
    (candidate) => needs.every((server) => crashes(candidate).includes(server)),
    failing(many),
  );
  expect(schedule).toEqual({
    servers: 3,
    network: 'reliable',
    snapshots: false,
    steps: needs.map(crash),
  });
});

test('the result does not depend on how many candidates are tried at a time', async () => {
  const many = Array.from({ length: 30 }, (_, k) => crash(k % 7));
  const rule = (candidate: Failing): boolean =>
    crashes(candidate).filter((s) => s === 3).length > 2;
  expect(await shrinkBy(rule, failing(many), 4)).toEqual(await shrinkBy(rule, failing(many), 1));
});

test('waits and bursts become as small as they can, and waits in a row become one', async () => {
  const steps: Step[] = [
    { kind: 'wait', ms: 250 },
    { kind: 'wait', ms: 487 },
    { kind: 'commands', count: 9 },
  ];
  const waited = ({ schedule }: Failing): number =>
    schedule.steps.reduce((sum, step) => sum + (step.kind === 'wait' ? step.ms : 0), 0);
  const started = ({ schedule }: Failing): number =>
    schedule.steps.reduce((sum, step) => sum + (step.kind === 'commands' ? step.count : 0), 0);
  const { schedule } = await shrinkBy(
    (candidate) => waited(candidate) >= 300 && started(candidate) >= 2,
    failing(steps),
  );
  expect(schedule.steps).toEqual([
    { kind: 'wait', ms: 300 },
    { kind: 'commands', count: 2 },
  ]);
});

test('an aimed fault keeps only the faults that are needed', async () => {
  const restart = { verb: 'restart', server: 'subject', afterMs: 250 } as const;
  const { schedule } = await shrinkBy(
    (candidate) => JSON.stringify(candidate.schedule).includes('"restart"'),
    failing([
      {
        kind: 'aim',
        when: { kind: 'elected', count: 1 },
        then: [{ verb: 'crash', server: 'subject' }, restart],
      },
    ]),
  );
  expect(schedule.steps).toEqual([
    { kind: 'aim', when: { kind: 'elected', count: 1 }, then: [{ ...restart, afterMs: 0 }] },
  ]);
});

test('a candidate that fails only with another seed is found too, and has that seed', async () => {
  const shrunk = await shrinkBy(
    ({ schedule, seed }) => schedule.steps.length > 1 || seed === 4,
    failing([crash(0), crash(1), crash(2)]),
  );
  expect(shrunk.schedule.steps.length).toBeLessThanOrEqual(1);
  expect(shrunk.seed).toBe(4);
});

test('shrinking ends when its runs are used up', async () => {
  let runs = 0;
  await shrink(failing(Array.from({ length: 500 }, (_, k) => crash(k))), {
    stillFails: () => {
      runs++;
      return Promise.resolve(false);
    },
    jobs: 1,
    maxRuns: 40,
  });
  expect(runs).toBeLessThanOrEqual(40);
});

test('snapshots taken together are simpler than each server by itself', async () => {
  const uneven = failing([crash(1)], { snapshots: [3, 5, 10, 20, 40, 10, 10] });
  const needs = (rule: (snapshots: Schedule['snapshots']) => boolean): Promise<Failing> =>
    shrinkBy(({ schedule }) => rule(schedule.snapshots), uneven);
  expect((await needs((snapshots) => snapshots !== false)).schedule.snapshots).toBe(true);
  const { schedule } = await needs((snapshots) => typeof snapshots !== 'boolean');
  expect(schedule).toMatchObject({ servers: 3, snapshots: [3, 5, 10] });
});
