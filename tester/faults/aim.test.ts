import { describe, expect, test } from 'vitest';
import { describeHappening } from '../../sim/trace/describe.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';
import type { RunResult } from '../result.ts';
import type { Tester } from '../tester.ts';
import { idleRaft, programOf } from '../testing/implementation.ts';
import { play, printed } from '../testing/play.ts';
import { variantOfReference } from '../testing/variant.ts';
import type { Trigger } from './index.ts';

/** Saves a new text twice in the same piece of code, and prints what it found when it started. */
const saver = programOf(`import { decode, encode } from '#labgob';
  ${idleRaft}
  export function Make(peers, me, persister) {
    const bytes = persister.ReadRaftState();
    console.log('found', bytes.length === 0 ? 'nothing' : decode(bytes));
    setTimeout(() => {
      persister.Save(encode('first'));
      persister.Save(encode('second'));
      console.log('done');
    }, 10);
    return idleRaft;
  }`);

describe('a crash aimed at a persist', () => {
  const crashAt = async (side: 'before' | 'after', count: number): Promise<string[]> => {
    const result = await play(await saver, async (t) => {
      t.faults.aim({
        when: { kind: 'persist', side, count },
        then: [
          { verb: 'crash', server: 'subject' },
          { verb: 'restart', server: 'subject', afterMs: 5 },
        ],
      });
      await t.sleep(18);
    });
    return printed(result).map((line) => line.slice(3));
  };

  test('comes before the bytes are saved, and nothing of the code behind has an effect', async () => {
    expect(await crashAt('before', 1)).toEqual(['found nothing', 'found nothing']);
    expect(await crashAt('before', 2)).toEqual(['found nothing', 'found first']);
  });

  test('comes when the bytes are saved, and before the next line of code', async () => {
    expect(await crashAt('after', 1)).toEqual(['found nothing', 'found first']);
    expect(await crashAt('after', 2)).toEqual(['found nothing', 'found second']);
  });

  test.each(['before', 'after'] as const)(
    'inside Start, %s it is persisted: nobody gets an answer, and the trace tells it was started',
    async (side) => {
      const answers: unknown[] = [];
      const result = await play(await programOf(variantOfReference()), async (t: Tester) => {
        await t.sleep(1_000);
        t.faults.aim({
          when: { kind: 'persist', side, count: 1 },
          then: [{ verb: 'crash', server: 'subject' }],
        });
        answers.push(t.Start(0, 'x'));
        await t.sleep(1);
      });
      expect(answers).toEqual([undefined]);
      const kinds = (result.trace ?? []).map((event) => event.kind);
      const from = kinds.indexOf('start');
      expect(kinds.slice(from, from + 2)).toEqual(['start', 'crash']);
      const persists = (result.trace ?? []).filter((event) => event.kind === 'persist');
      expect(persists).toHaveLength(side === 'before' ? 1 : 2);
    },
  );

  test('can strike a server that persists while it starts', async () => {
    const program = await programOf(`${idleRaft}
      export function Make(peers, me, persister) {
        persister.Save(new Uint8Array(1));
        console.log('made');
        setInterval(() => {}, 10);
        return idleRaft;
      }`);
    const result = await play(program, async (t: Tester) => {
      t.faults.aim({
        when: { kind: 'persist', side: 'after', count: 1 },
        then: [{ verb: 'crash', server: 'subject' }],
      });
      t.start(0);
      await t.sleep(1);
      t.expect(!t.isRunning(0), 'down', () => 'the server still runs');
    });
    expect(result.failure).toBeUndefined();
    expect(printed(result)).toEqual(['S0 made']);
  });
});

/** The reference on three servers, with a fault at a moment; what happened around the crash. */
async function crashReference(
  when: Trigger,
  options: { script?: (t: Tester) => Promise<void>; snapshots?: boolean; servers?: number } = {},
): Promise<{ result: RunResult; before: string[]; after: TraceEvent[] }> {
  const { script = (t: Tester) => t.sleep(900), snapshots = false, servers = 3 } = options;
  const result = await play(
    await programOf(variantOfReference()),
    async (t) => {
      t.faults.aim({ when, then: [{ verb: 'crash', server: 'subject' }] });
      await script(t);
    },
    { servers, snapshots },
  );
  expect(result.failure).toBeUndefined();
  const { trace = [] } = result;
  const at = trace.findIndex((event) => event.kind === 'crash');
  expect(at, 'the fault never struck').toBeGreaterThan(0);
  // The fault itself, and that the server is cut off, stand between the moment and the crash.
  const crash = trace[at];
  const own = trace
    .slice(0, at)
    .filter((event) => event.kind !== 'fault' && event.kind !== 'disconnect');
  expect(own.at(-1)?.atMs).toBeLessThanOrEqual(crash?.atMs ?? 0);
  return { result, before: own.map(describeHappening), after: trace.slice(at + 1) };
}

async function agree(t: Tester): Promise<void> {
  await t.one('x', { servers: t.n - 1, retry: true });
}

describe('a crash aimed at a moment of the protocol', () => {
  test('between persist and reply: the vote is on disk, and the candidate never hears of it', async () => {
    const { before, after } = await crashReference({
      kind: 'answer',
      method: 'RequestVote',
      count: 1,
    });
    expect(before.at(-1)).toMatch(/^S\d persists/);
    const voter = before.at(-1)?.slice(0, 2);
    expect(before.some((line) => line.startsWith('S') && line.includes('reply'))).toBe(false);
    const lost = after.find(
      (event) => event.kind === 'rpc.drop' && event.reason === 'killed in handler',
    );
    expect(lost === undefined ? '' : `S${(lost as { to: number }).to}`).toBe(voter);
  });

  test('at a request: it has arrived, and its handler never runs', async () => {
    const { before } = await crashReference({ kind: 'request', method: 'AppendEntries', count: 2 });
    expect(before.at(-1)).toMatch(/AppendEntries #\d+ arrives$/);
    expect(before.filter((line) => /AppendEntries #\d+ arrives$/.test(line))).toHaveLength(2);
  });

  test('at a vote: it has reached the candidate, who is no leader yet', async () => {
    const { before } = await crashReference({ kind: 'vote', count: 1 });
    expect(before.at(-1)).toMatch(/RequestVote #\d+ reply arrives$/);
    expect(before.some((line) => line.includes('is leader'))).toBe(false);
  });

  test('at the k-th vote: the candidate has had the others', async () => {
    const { before } = await crashReference({ kind: 'vote', count: 2 }, { servers: 5 });
    const votes = before.filter((line) => /RequestVote #\d+ reply arrives$/.test(line));
    expect(votes).toHaveLength(2);
    expect(before.some((line) => line.includes('is leader'))).toBe(false);
  });

  test('at an election: the server has just come to believe that it leads', async () => {
    const { before } = await crashReference({ kind: 'elected', count: 1 });
    expect(before.at(-1)).toMatch(/^S\d is leader in term 1$/);
  });

  test.each([0, 1, 2, 3, 4])('when a command is on exactly %i followers', async (followers) => {
    const { before } = await crashReference(
      { kind: 'replicated', followers },
      { servers: 5, script: agree },
    );
    const started = before.findIndex((line) => line.includes('Start("x") takes it'));
    const acknowledged = before.slice(started).filter((line) => line.endsWith('success true'));
    expect(acknowledged).toHaveLength(followers);
  });

  test('at an apply: the service has it, and Raft does not hear that it was taken', async () => {
    const { before } = await crashReference(
      { kind: 'apply', server: 1, index: 1, count: 1 },
      { script: agree },
    );
    expect(before.at(-1)).toBe('S1 applies "x" at index 1');
  });

  test('inside an InstallSnapshot: after it is persisted, before it is answered', async () => {
    const behind = async (t: Tester): Promise<void> => {
      const follower = ((await t.checkOneLeader()) + 1) % t.n;
      t.crash(follower);
      for (let k = 0; k < 25; k++) await t.one(k, { servers: t.n - 1, retry: true });
      // The aim began to count before: that crash was none of its own.
      t.restart(follower);
      await t.sleep(500);
    };
    const result = await play(
      await programOf(variantOfReference()),
      async (t: Tester) => {
        const aim = t.faults.aim({
          when: { kind: 'persist', side: 'after', during: 'InstallSnapshot', count: 1 },
          then: [{ verb: 'crash', server: 'subject' }],
        });
        await behind(t);
        t.expect(aim.subject !== undefined, 'struck', () => 'nobody installed a snapshot');
        t.faults.endAll();
        await t.one('last', { servers: t.n, retry: true });
      },
      { servers: 3, snapshots: true },
    );
    expect(result.failure).toBeUndefined();
    const { trace = [] } = result;
    const at = trace.findLastIndex((event) => event.kind === 'crash');
    const lines = trace
      .slice(0, at)
      .filter((event) => event.kind !== 'fault' && event.kind !== 'disconnect');
    expect(lines.at(-1)?.kind).toBe('persist');
    const arrival = lines.findLast((event) => event.kind === 'rpc.deliver');
    expect(arrival).toMatchObject({ method: 'Raft.InstallSnapshot' });
    expect(
      lines.some((event) => event.kind === 'rpc.reply' && event.method === 'Raft.InstallSnapshot'),
    ).toBe(false);
  });

  test('counts only the server it names', async () => {
    const { result } = await crashReference(
      { kind: 'apply', server: 2, count: 2 },
      {
        script: async (t) => {
          for (let k = 0; k < 3; k++) await agree(t);
        },
      },
    );
    const crash = (result.trace ?? []).find((event) => event.kind === 'crash');
    expect(crash).toMatchObject({ server: 2 });
  });
});
