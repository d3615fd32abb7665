import { expect, test } from 'vitest';
import { around, outOf } from '../faults/index.ts';
import type { Snapshots } from '../cluster/service.ts';
import { programOf } from '../testing/implementation.ts';
import { variantOfReference } from '../testing/variant.ts';
import type { Coverage } from './coverage.ts';
import { runSchedule } from '../play-schedule.ts';
import type { Step } from './schedule.ts';

const reference = programOf(variantOfReference());

async function coverageOf(
  steps: readonly Step[],
  options: { servers?: number; snapshots?: Snapshots } = {},
): Promise<Coverage> {
  const { servers = 3, snapshots = false } = options;
  const result = await runSchedule(
    { servers, network: 'reliable', snapshots, steps },
    await reference,
    {
      seed: 7,
      recording: 'off',
      implementation: 'solutions',
    },
  );
  expect(result.failure).toBeUndefined();
  return result.coverage ?? {};
}

const wait = (ms: number): Step => ({ kind: 'wait', ms });
const commands = (count: number): Step => ({ kind: 'commands', count });

test('a quiet run has one leader and acknowledged commands, and nothing else', async () => {
  expect(await coverageOf([wait(1_000), commands(3), wait(300)])).toEqual({
    candidacies: 1,
    'leaders elected': 1,
    'commands acknowledged': 4,
  });
});

test('a leader that was cut off with commands of its own: two leaders, and entries truncated', async () => {
  const coverage = await coverageOf([
    wait(1_000),
    { kind: 'fault', fault: { verb: 'cut', links: around('leader') } },
    commands(3),
    wait(1_500),
    commands(1),
    wait(200),
  ]);
  expect(coverage).toMatchObject({
    'two leaders at the same time': 1,
    'leaders that stepped down': 1,
    // Four of the old leader's in the minority, and the last command, which it was offered too.
    'uncommitted entries truncated': 5,
  });
});

test('a new leader with an entry that it could not commit commits it in a later term', async () => {
  const coverage = await coverageOf([
    wait(1_000),
    {
      kind: 'aim',
      when: { kind: 'replicated', followers: 2 },
      then: [{ verb: 'crash', server: 'subject' }],
    },
    { kind: 'fault', fault: { verb: 'hold', links: [{ from: 'others', to: ['leader'] }] } },
    commands(1),
    wait(1_500),
  ]);
  expect(coverage).toMatchObject({
    'crashes of a leader': 1,
    'leaders elected with uncommitted entries': 1,
    'entries committed in a later term': 1,
  });
});

test('a crash between persist and reply, and the restart from disk', async () => {
  const coverage = await coverageOf([
    wait(1_000),
    {
      kind: 'aim',
      when: { kind: 'answer', method: 'AppendEntries', count: 1 },
      then: [
        { verb: 'crash', server: 'subject' },
        { verb: 'restart', server: 'subject', afterMs: 10 },
      ],
    },
    commands(1),
    wait(300),
  ]);
  expect(coverage).toMatchObject({
    'crashes between persisting and replying': 1,
    'restarts from disk': 1,
  });
});

test('a follower that missed much is sent a snapshot', async () => {
  const coverage = await coverageOf(
    [
      wait(1_000),
      { kind: 'fault', fault: { verb: 'cut', links: outOf('leader') } },
      wait(1_000),
      commands(25),
      wait(500),
    ],
    { snapshots: true },
  );
  expect(coverage['snapshots installed']).toBeGreaterThanOrEqual(1);
});

test('a leader without a snapshot repeats what its follower has put into one', async () => {
  const coverage = await coverageOf(
    [
      wait(1_000),
      commands(2),
      wait(300),
      // It is heard no more, and still hears what is committed.
      { kind: 'fault', fault: { verb: 'cut', links: outOf(0) } },
      commands(12),
      wait(350),
      { kind: 'fault', fault: { verb: 'heal', links: outOf(0) } },
      wait(300),
    ],
    { snapshots: [5, 40, 40] },
  );
  expect(coverage['AppendEntries that begin before a snapshot']).toBeGreaterThan(0);
  expect(coverage['snapshots installed']).toBeUndefined();
});
