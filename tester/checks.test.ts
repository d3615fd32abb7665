import { describe, expect, it } from 'vitest';
import type { RunResult } from './result.ts';
import type { Tester } from './tester.ts';
import { idleRaft } from './testing/implementation.ts';
import { playSource } from './testing/play.ts';

/** Servers that say of themselves what a table tells them to, one row per server. */
const saying = (...states: { term: number; isLeader: boolean }[]): string =>
  `${idleRaft} export function Make(peers, me) {
    return { ...idleRaft, GetState: () => (${JSON.stringify(states)})[me] };
  }`;

const leader = (term: number): { term: number; isLeader: boolean } => ({ term, isLeader: true });
const follower = (term: number): { term: number; isLeader: boolean } => ({ term, isLeader: false });

/** What a check gives is told by failing with it; how a run ended is in the message either way. */
async function ending(
  source: string,
  body: (t: Tester) => Promise<unknown>,
  servers = 3,
): Promise<{ text: string; atMs: number; result: RunResult }> {
  const result = await playSource(
    source,
    async (t) => {
      const told = await body(t);
      t.fail('told', told === undefined ? 'undefined' : JSON.stringify(told));
    },
    { servers },
  );
  return { text: result.failure?.message ?? '', atMs: result.failure?.atMs ?? 0, result };
}

describe('checkOneLeader', () => {
  it('gives the leader, half a second later', async () => {
    const { text, atMs } = await ending(saying(follower(1), leader(1), follower(1)), (t) =>
      t.checkOneLeader(),
    );
    expect(text).toBe('1');
    expect(atMs).toBeGreaterThanOrEqual(450);
    expect(atMs).toBeLessThan(550);
  });

  it('gives the leader of the highest term when old ones are about', async () => {
    const { text } = await ending(saying(leader(3), leader(7), leader(5)), (t) =>
      t.checkOneLeader(),
    );
    expect(text).toBe('1');
  });

  it('fails on two leaders in one term, naming them', async () => {
    const { text, result } = await ending(saying(follower(4), leader(4), leader(4)), (t) =>
      t.checkOneLeader(),
    );
    expect(text).toBe(
      'expected at most one leader in term 4 (§5.2), but servers 1 and 2 both say they are',
    );
    expect(result.failure).toMatchObject({ property: 'one-leader-per-term', servers: [1, 2] });
  });

  it('fails when there is none in ten rounds', async () => {
    const { text, atMs, result } = await ending(
      saying(follower(1), follower(1)),
      (t) => t.checkOneLeader(),
      2,
    );
    expect(text).toContain('expected one leader, got none: 10 times in a row');
    expect(atMs).toBeGreaterThan(4_500);
    expect(atMs).toBeLessThan(5_500);
    expect(result.failure?.property).toBe('one-leader');
  });

  it('asks only servers that are connected and running', async () => {
    const states = saying(leader(4), leader(4), leader(3));
    const disconnected = await ending(states, (t) => {
      t.disconnect(0);
      return t.checkOneLeader();
    });
    expect(disconnected.text).toBe('1');
    const crashed = await ending(states, (t) => {
      t.crash(0);
      t.crash(1);
      return t.checkOneLeader();
    });
    expect(crashed.text).toBe('2');
  });
});

describe('checkTerms and checkNoLeader', () => {
  it('give the term all connected servers are in', async () => {
    const { text } = await ending(saying(follower(9), leader(4), follower(4)), (t) => {
      t.disconnect(0);
      return Promise.resolve(t.checkTerms());
    });
    expect(text).toBe('4');
  });

  it('fail when terms differ, with the terms and the servers', async () => {
    const { text } = await ending(saying(follower(4), follower(4), follower(5)), (t) =>
      Promise.resolve(t.checkTerms()),
    );
    expect(text).toBe(
      'expected all connected servers in one term, got term 4 on server 0 and term 5 on server 2',
    );
  });

  it('fail when a connected server says it is leader, and not for one that is cut off', async () => {
    const states = saying(follower(4), leader(6), follower(4));
    const check = (t: Tester): Promise<undefined> => {
      t.checkNoLeader();
      return Promise.resolve(undefined);
    };
    expect((await ending(states, check)).text).toBe(
      'expected no leader among the connected servers, as they are no majority, but server 1 says it is leader of term 6',
    );
    const cutOff = await ending(states, (t) => {
      t.disconnect(1);
      return check(t);
    });
    expect(cutOff.text).toBe('undefined');
  });
});

/**
 * Servers of which one accepts commands, and some apply them.
 * @param apply code that may call `apply(index, command)`, run on each server for each command
 */
const accepting = (options: { leader: string; apply: string }): string =>
  `${idleRaft} export function Make(peers, me, persister, applyCh) {
    let last = 0;
    const apply = (index, command) => { void applyCh.send({ kind: 'command', index, command }); };
    const take = (index, command, attempt = index) => { ${options.apply} };
    return { ...idleRaft,
      Take: ({ index, command }) => { take(index, command); return true; },
      Start(command) {
        if (!(${options.leader})) return { index: -1, term: 1, isLeader: false };
        const index = ++last;
        take(index, command);
        peers.forEach((peer, i) => { if (i !== me) void peer.Call('Raft.Take', { index, command }); });
        return { index, term: 1, isLeader: true };
      } };
  }`;

const everyone = 'apply(index, command);';

describe('one', () => {
  it('gives the index once enough servers have applied the command', async () => {
    const { text, atMs } = await ending(
      accepting({ leader: 'me === 2', apply: everyone }),
      async (t) => [
        await t.one('a', { servers: 3, retry: false }),
        await t.one({ b: [1] }, { servers: 3, retry: false }),
      ],
    );
    expect(text).toBe('[1,2]');
    expect(atMs).toBeLessThan(200);
  });

  it('does not wait for servers that are not needed', async () => {
    const source = accepting({ leader: 'me === 0', apply: 'if (me !== 1) apply(index, command);' });
    expect((await ending(source, (t) => t.one('a', { servers: 2, retry: false }))).text).toBe('1');
  });

  it('fails after 10 s when nobody takes the command', async () => {
    const { text, atMs } = await ending(
      saying(follower(1), follower(1)),
      (t) => t.one('x', { servers: 2, retry: true }),
      2,
    );
    expect(text).toBe(
      'failed to reach agreement on "x" within 10.0000 s: no connected server said it is leader',
    );
    expect(atMs).toBe(10_000);
  });

  it('never asks a server that is disconnected', async () => {
    const source = accepting({ leader: 'me === 0', apply: everyone });
    const { text } = await ending(source, (t) => {
      t.disconnect(0);
      return t.one('x', { servers: 1, retry: false });
    });
    expect(text).toContain('no connected server said it is leader');
  });

  it('fails after 2 s without retry, saying how far the command came', async () => {
    const source = accepting({ leader: 'me === 1', apply: 'if (me !== 0) apply(index, command);' });
    const { text, atMs } = await ending(source, (t) => t.one('x', { servers: 3, retry: false }));
    expect(text).toContain(
      'server 1 accepted it at index 1, but 2 s later 2 of the 3 servers needed had applied that index (they applied "x")',
    );
    expect(atMs).toBeGreaterThanOrEqual(2_000);
    expect(atMs).toBeLessThan(2_100);
  });

  it('submits the command again with retry, until 10 s are over', async () => {
    const lost = accepting({
      leader: 'me === 1',
      apply: 'if (attempt >= 4) apply(attempt - 3, command);',
    });
    const retried = await ending(lost, async (t) => [
      await t.one('x', { servers: 3, retry: true }).catch(() => 'failed'),
    ]);
    expect(retried.text).toContain('failed to reach agreement on "x" within 10.');
    expect(
      retried.result.trace?.filter((event) => event.kind === 'start' && event.isLeader),
    ).toHaveLength(5);
    const second = accepting({
      leader: 'me === 1',
      apply: 'if (attempt === 2) { apply(1, 0); apply(2, command); }',
    });
    expect((await ending(second, (t) => t.one('x', { servers: 3, retry: true }))).text).toBe('2');
  });

  it('takes another command at that index for no agreement', async () => {
    const source = accepting({ leader: 'me === 0', apply: "apply(index, 'other');" });
    const { text } = await ending(source, (t) => t.one('mine', { servers: 3, retry: false }));
    expect(text).toContain(
      '3 of the 3 servers needed had applied that index (they applied "other")',
    );
  });

  it('compares commands by value', async () => {
    const source = accepting({
      leader: 'me === 0',
      apply: 'apply(index, structuredClone(command));',
    });
    const command = { bytes: new Uint8Array([1]), n: 5n, list: [{}] };
    expect((await ending(source, (t) => t.one(command, { servers: 3, retry: false }))).text).toBe(
      '1',
    );
  });
});

describe('nCommitted, checkNoAgreement and wait', () => {
  const source = accepting({ leader: 'me === 0', apply: 'if (me !== 2) apply(index, command);' });
  const submit = async (t: Tester): Promise<void> => {
    t.Start(0, 'x');
    await t.sleep(100);
  };

  it('count the servers that applied an index', async () => {
    const { text } = await ending(source, async (t) => {
      const before = t.nCommitted(1);
      await submit(t);
      return [before, t.nCommitted(1), t.nCommitted(2).count];
    });
    expect(text).toBe('[{"count":0},{"count":2,"command":"x"},0]');
  });

  it('fail when something is committed that should not be', async () => {
    const { text } = await ending(source, async (t) => {
      t.checkNoAgreement(1);
      await submit(t);
      t.checkNoAgreement(2);
      t.checkNoAgreement(1);
    });
    expect(text).toBe('expected nothing committed at index 1, but 2 servers applied "x" there');
  });

  it('wait for enough servers and give the command', async () => {
    const { text, atMs } = await ending(source, (t) => {
      t.Start(0, 'x');
      return t.wait(1, { servers: 2 });
    });
    expect(text).toBe('"x"');
    expect(atMs).toBeLessThan(200);
  });

  it('give up after about 25 s, with the numbers', async () => {
    const { text, atMs } = await ending(source, async (t) => {
      await submit(t);
      return t.wait(1, { servers: 3 });
    });
    expect(text).toBe(
      'expected index 1 to be applied by 3 servers, got 2 after waiting for about 25 s',
    );
    expect(atMs).toBeGreaterThan(23_000);
    expect(atMs).toBeLessThan(27_000);
  });

  it('give up quietly once a server has moved to a later term', async () => {
    const { text, atMs } = await ending(
      saying(follower(4), follower(3)),
      (t) => t.wait(1, { servers: 1, startTerm: 3 }),
      2,
    );
    expect(text).toBe('undefined');
    expect(atMs).toBe(10);
    const same = await ending(
      saying(follower(3), follower(3)),
      (t) => t.wait(1, { servers: 1, startTerm: 3 }),
      2,
    );
    expect(same.text).toContain('expected index 1 to be applied by 1 server, got 0');
  });
});

describe('a check', () => {
  it('stands in the trace with what it expects and what it found, in the words of its errors', async () => {
    const { result } = await ending(
      saying(leader(2), follower(2)),
      async (t) => {
        await t.checkOneLeader();
        t.checkTerms();
        t.checkNoAgreement(1);
      },
      2,
    );
    const checks = (result.trace ?? []).flatMap((event) =>
      event.kind === 'check.begin'
        ? [event.check]
        : event.kind === 'check.end'
          ? [`${event.check}: ${event.result}`]
          : [],
    );
    expect(checks).toEqual([
      'expect exactly one leader',
      'expect exactly one leader: S0 is the leader',
      'expect all servers in one term: term 2',
      'expect nothing committed at index 1: nothing',
    ]);
  });

  it('of the scenario’s own fails with its property and message', async () => {
    const { result } = await ending(
      saying(leader(2), follower(2)),
      (t: Tester) => {
        t.expect(true, 'fine', () => 'never made');
        t.expect(t.n > 5, 'odd', () => 'two are not more than five');
        return Promise.resolve();
      },
      2,
    );
    expect(result.failure).toMatchObject({
      property: 'odd',
      message: 'two are not more than five',
    });
  });
});
