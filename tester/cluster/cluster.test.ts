import { describe, expect, it } from 'vitest';
import type { Tester } from '../tester.ts';
import { idleRaft } from '../testing/implementation.ts';
import { playSource, printed } from '../testing/play.ts';

/** Every 10 ms each server calls each other; `Ping` prints who is heard. */
const chatty = `${idleRaft}
  export function Make(peers, me, persister) {
    const life = persister.RaftStateSize() + 1;
    persister.Save(new Uint8Array(life));
    setInterval(() => peers.forEach((peer, i) => { if (i !== me) void peer.Call('Raft.Ping', { from: me, life }); }), 10);
    return { ...idleRaft, Ping({ from, life: theirs }) { console.log('hears', from, 'life', theirs); return true; },
      PersistBytes: () => persister.RaftStateSize() };
  }`;

/** Who heard whom in a part of a run, such as `S0<1`. */
async function heard(body: (t: Tester) => Promise<void>, servers = 3): Promise<string[]> {
  const result = await playSource(
    chatty,
    async (t) => {
      await body(t);
      const beganMs = t.nowMs;
      await t.sleep(25);
      t.fail('told', String(beganMs));
    },
    { servers },
  );
  const beganMs = Number(result.failure?.message);
  const pairs = (result.trace ?? []).flatMap((event) =>
    event.kind === 'console' && event.atMs > beganMs + 1
      ? [`S${event.server}<${event.text.slice(6, 7)}`]
      : [],
  );
  return [...new Set(pairs)].sort();
}

const sync =
  (act: (t: Tester) => void) =>
  (t: Tester): Promise<void> => {
    act(t);
    return Promise.resolve();
  };
const all = ['S0<1', 'S0<2', 'S1<0', 'S1<2', 'S2<0', 'S2<1'];

describe('the cluster', () => {
  it('begins with all servers running and connected', async () => {
    expect(await heard(sync(() => undefined))).toEqual(all);
  });

  it('cuts a server off in both directions', async () => {
    expect(
      await heard(
        sync((t) => {
          t.disconnect(1);
        }),
      ),
    ).toEqual(['S0<2', 'S2<0']);
  });

  it('connects a server only with those that are connected', async () => {
    const body = sync((t) => {
      for (let i = 0; i < 3; i++) t.disconnect(i);
      t.connect(2);
      t.connect(0);
    });
    expect(await heard(body)).toEqual(['S0<2', 'S2<0']);
    expect(
      await heard(
        sync((t) => {
          t.disconnect(1);
          t.connect(1);
        }),
      ),
    ).toEqual(all);
    expect(
      await heard(
        sync((t) => {
          t.disconnect(1);
          t.disconnect(2);
          t.connectAll();
        }),
      ),
    ).toEqual(all);
  });

  it('keeps a crashed server from hearing and being heard', async () => {
    expect(
      await heard(
        sync((t) => {
          t.crash(1);
        }),
      ),
    ).toEqual(['S0<2', 'S2<0']);
  });

  it('starts a server disconnected, and restart connects all', async () => {
    expect(
      await heard(
        sync((t) => {
          t.crash(1);
          t.start(1);
        }),
      ),
    ).toEqual(['S0<2', 'S2<0']);
    expect(
      await heard(
        sync((t) => {
          t.crash(1);
          t.start(1);
          t.connect(1);
        }),
      ),
    ).toEqual(all);
    expect(
      await heard(
        sync((t) => {
          t.disconnect(0);
          t.restart(1);
        }),
      ),
    ).toEqual(all);
  });

  it('lets nothing that a server sent in an earlier life reach anybody', async () => {
    const result = await playSource(
      chatty,
      async (t) => {
        await t.sleep(10);
        t.restart(1);
        await t.sleep(50);
      },
      { servers: 2 },
    );
    const lives = printed(result).filter((line) => line.startsWith('S0 hears 1'));
    expect(new Set(lives)).toEqual(new Set(['S0 hears 1 life 2']));
  });

  it('tells how it stands', async () => {
    const result = await playSource(
      chatty,
      async (t) => {
        await t.sleep(25);
        t.disconnect(0);
        t.crash(1);
        t.restart(2);
        t.disconnect(0);
        const state = [0, 1, 2].map((i) => [t.isRunning(i), t.isConnected(i)]);
        t.fail(
          'told',
          JSON.stringify([t.n, state, t.logSize(), t.snapshotSize(), t.rpcCount(2), t.rpcCount(0)]),
        );
      },
      { servers: 3 },
    );
    const told: unknown = JSON.parse(result.failure?.message ?? '');
    const inBetween = [
      [true, false],
      [false, true],
      [true, true],
    ];
    expect(told).toEqual([3, inBetween, 2, 0, 0, 4]);
  });

  it('says which servers there are when asked for another', async () => {
    await expect(
      playSource(
        chatty,
        sync((t) => {
          t.crash(7);
        }),
        { servers: 3 },
      ),
    ).rejects.toThrow('no server 7: there are 0 to 2');
  });

  it('writes everything it does into the trace', async () => {
    const result = await playSource(
      `${idleRaft} export function Make() { return idleRaft; }`,
      sync((t) => {
        t.crash(0);
        t.start(0);
        t.connect(0);
        t.setUnreliable();
        t.setLongReordering('on');
        t.setReliable();
      }),
    );
    expect(result.trace?.map(({ kind }) => kind)).toEqual([
      'network',
      'boot',
      'connect',
      'disconnect',
      'crash',
      'boot',
      'connect',
      'network',
      'network',
      'network',
    ]);
  });

  it('loses messages when told so', async () => {
    const result = await playSource(
      chatty,
      async (t) => {
        await t.sleep(200);
        t.setUnreliable();
        await t.sleep(200);
      },
      { servers: 3 },
    );
    const drops = (result.trace ?? []).filter((event) => event.kind === 'rpc.drop');
    expect(drops.length).toBeGreaterThan(5);
    expect(drops.every(({ atMs }) => atMs >= 200)).toBe(true);
  });
});
