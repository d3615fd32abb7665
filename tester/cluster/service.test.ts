import { describe, expect, it } from 'vitest';
import { decode } from '../../labgob/index.ts';
import type { RunResult } from '../result.ts';
import type { Tester } from '../tester.ts';
import { idleRaft } from '../testing/implementation.ts';
import { playSource, printed, type PlayOptions } from '../testing/play.ts';

/** Servers that run a piece of code when they start; it sees what Make is given and `life`. */
const applying = (code: string, fields = ''): string =>
  `${idleRaft} export function Make(peers, me, persister, applyCh) {
    const life = persister.RaftStateSize() + 1;
    persister.Save(new Uint8Array(life), persister.ReadSnapshot());
    const send = (index, command) => applyCh.send({ kind: 'command', index, command });
    (async () => { ${code} })();
    return { ...idleRaft, ${fields} };
  }`;

async function play(
  source: string,
  options: PlayOptions = {},
  body: (t: Tester) => Promise<void> = (t) => t.sleep(2_000),
): Promise<RunResult> {
  return playSource(source, body, { servers: 2, ...options });
}

const failing = async (code: string, options?: PlayOptions): Promise<string> =>
  (await play(applying(code), options)).failure?.message ?? 'it did not fail';

describe('the service above a server', () => {
  it('takes messages one after the other, in the order they were offered', async () => {
    const result = await play(
      applying(`
      if (me !== 0) return;
      const sent = [];
      for (let index = 1; index <= 3; index++) sent.push(send(index, index * 10).then(() => console.log('taken', index)));
      console.log('offered');
      await Promise.all(sent);`),
    );
    expect(result.verdict).toBe('pass');
    expect(printed(result)).toEqual(['S0 offered', 'S0 taken 1', 'S0 taken 2', 'S0 taken 3']);
    const applied = result.trace?.flatMap((event) =>
      event.kind === 'apply' ? [[event.index, event.command.value]] : [],
    );
    expect(applied).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
  });

  it.each([
    [
      'a gap',
      'await send(1, 0); await send(3, 0);',
      'server 0 applied index 3 out of order: expected index 2, as it has applied up to 1',
    ],
    [
      'the first index missing',
      'await send(2, 0);',
      'applied index 2 out of order: expected index 1, as it has applied up to 0',
    ],
    ['index 0', 'await send(0, 0);', 'applied index 0 out of order: expected index 1'],
    [
      'a repetition',
      'await send(1, 0); await send(1, 0);',
      'applied index 1 out of order: expected index 2',
    ],
  ])('refuses %s in what it is given', async (_, code, message) => {
    const text = await failing(code, { servers: 1 });
    expect(text).toContain(message);
  });

  it('fails when two servers apply different commands at one index, with both', async () => {
    const result = await play(
      applying(
        `await new Promise((resolve) => setTimeout(resolve, 100 * me)); await send(1, 'from ' + me);`,
      ),
    );
    expect(result.failure).toMatchObject({ property: 'state-machine-safety', servers: [0, 1] });
    expect(result.failure?.message).toMatch(
      /^server 1 applied "from 1" at index 1, but server 0 applied "from 0" there at 0\.\d{4} s$/,
    );
  });

  it('remembers what was applied before a crash, also by the dead', async () => {
    const result = await play(
      applying(`await send(1, 'life ' + life);`),
      { servers: 1 },
      async (t) => {
        await t.sleep(1_000);
        t.restart(0);
        await t.sleep(1_000);
      },
    );
    expect(result.failure?.message).toContain(
      'server 0 applied "life 2" at index 1, but server 0 applied "life 1" there',
    );
  });

  it('counts a command again when a server applies its log anew after a restart', async () => {
    const result = await play(
      applying(`await send(1, 'x'); await send(2, 'y');`),
      {},
      async (t) => {
        await t.sleep(1_000);
        t.restart(1);
        const { count } = t.nCommitted(1);
        await t.sleep(1_000);
        t.fail('told', `${count} then ${t.nCommitted(2).count}`);
      },
    );
    expect(result.failure?.message).toBe('1 then 2');
  });

  it('an error in it ends that run only', async () => {
    expect(await failing('await send(5, 0);')).toContain('out of order');
    expect(await failing('await send(1, 0);')).toBe('it did not fail');
  });
});

/** Applies so many commands, and answers snapshots by keeping them. */
const snapshotting = (count: number, then = ''): string =>
  applying(
    `if (life > 1) return;
     for (let index = 1; index <= ${count}; index++) await send(index, 'c' + index);
     ${then}`,
    `Snapshot(index, snapshot) {
       console.log('Snapshot', index);
       persister.Save(persister.ReadRaftState(), snapshot);
     }`,
  );

describe('the service with snapshots', () => {
  const withSnapshots = { servers: 1, snapshots: true };

  it('takes one after each index whose successor divides by ten, of everything up to there', async () => {
    const result = await play(snapshotting(31), withSnapshots);
    expect(printed(result)).toEqual(['S0 Snapshot 9', 'S0 Snapshot 19', 'S0 Snapshot 29']);
    const [first] =
      result.trace?.flatMap((event) => (event.kind === 'snapshot' ? [event] : [])) ?? [];
    expect(decode(first?.snapshot ?? new Uint8Array(0))).toEqual({
      index: 9,
      commands: ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9'],
    });
  });

  it('takes them as often as a list says for its server, and as ever behind the end of the list', async () => {
    const every = (...snapshots: readonly number[]): Promise<RunResult> =>
      play(snapshotting(23), { servers: 2, snapshots });
    const taken = async (...snapshots: readonly number[]): Promise<string[]> =>
      printed(await every(...snapshots)).sort();
    expect(await taken(12, 8)).toEqual([
      'S0 Snapshot 11',
      'S0 Snapshot 23',
      'S1 Snapshot 15',
      'S1 Snapshot 23',
      'S1 Snapshot 7',
    ]);
    expect(await taken(30)).toEqual(['S1 Snapshot 19', 'S1 Snapshot 9']);
  });

  it('takes none in a test without snapshots', async () => {
    const result = await play(snapshotting(31), { servers: 1 });
    expect(printed(result)).toEqual([]);
    expect(result.verdict).toBe('pass');
  });

  it('begins with the persisted snapshot after a restart, and expects the index behind it', async () => {
    const begin = (next: number): Promise<RunResult> =>
      play(
        snapshotting(12).replace(
          'if (life > 1) return;',
          `if (life > 1) return send(${next}, 'c' + ${next});`,
        ),
        withSnapshots,
        async (t) => {
          await t.sleep(1_000);
          t.restart(0);
          await t.sleep(1_000);
        },
      );
    expect((await begin(10)).verdict).toBe('pass');
    expect((await begin(1)).failure?.message).toContain(
      'server 0 applied index 1 out of order: expected index 10, as it has applied up to 9',
    );
  });

  const install = (index: number, snapshot: string): Promise<RunResult> =>
    play(
      snapshotting(
        10,
        `const snapshot = ${snapshot};
         await applyCh.send({ kind: 'snapshot', index: ${index}, term: 1, snapshot });
         await send(10, 'c10'); console.log('went on');`,
      ),
      withSnapshots,
    );

  it('is replaced by a snapshot that Raft delivers', async () => {
    const result = await install(9, 'persister.ReadSnapshot()');
    expect(result.failure).toBeUndefined();
    expect(printed(result)).toEqual(['S0 Snapshot 9', 'S0 went on']);
  });

  it.each([
    [
      8,
      'persister.ReadSnapshot()',
      'server 0 delivered a snapshot as index 8, but it covers up to 9',
    ],
    [
      9,
      'new Uint8Array([1, 2, 3])',
      'server 0 installed bytes that are no snapshot of the service',
    ],
    [9, 'new Uint8Array(0)', 'server 0 installed bytes that are no snapshot of the service'],
    [
      9,
      'persister.ReadSnapshot().map((byte, i) => (i === persister.SnapshotSize() - 1 ? byte ^ 1 : byte))',
      'server 0 installed a snapshot of index 9 that differs from the one server 0 took there',
    ],
  ])('refuses a snapshot delivered as index %i made of %s', async (index, snapshot, message) => {
    const result = await install(index, snapshot);
    expect(result.failure).toMatchObject({ property: 'snapshot-content', message });
  });

  it('may call Snapshot while Raft waits for its next message to be taken', async () => {
    const result = await play(
      applying(
        `let sending; for (let index = 1; index <= 12; index++) { sending = send(index, index); inFlight = index; await sending; }
         console.log('done');`,
        `Snapshot(index) { console.log('Snapshot', index, 'while', inFlight); }`,
      ).replace('const life', 'let inFlight = 0; const life'),
      withSnapshots,
    );
    expect(printed(result)).toEqual(['S0 Snapshot 9 while 10', 'S0 done']);
  });
});
