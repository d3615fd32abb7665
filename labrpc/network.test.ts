import { describe, expect, it } from 'vitest';
import { JunkNetwork } from './testing/junk.ts';

/** Runs a test on a fresh network; it must not end the run. */
async function on(test: (net: JunkNetwork) => Promise<void>, seed = 1): Promise<void> {
  const net = new JunkNetwork(seed);
  expect(await net.run(() => test(net))).toBeUndefined();
}

const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

describe('labrpc, as the course tests it', () => {
  it('carries arguments there and replies back', () =>
    on(async (net) => {
      const { Call } = net.client();
      expect(await Call('JunkServer.Handler2', 111)).toBe('handler2-111');
      expect(await Call('JunkServer.Handler1', '9099')).toBe(9099);
      expect(net.junk.log1).toEqual(['9099']);
      expect(net.junk.log2).toEqual([111]);
    }));

  it('carries objects, by copy', () =>
    on(async (net) => {
      const args = { x: 7 };
      const pending = net.client().Call('JunkServer.Handler4', args);
      args.x = 8;
      expect(await pending).toEqual({ y: 'junk 7' });
    }));

  it('gives no reply over a disabled end, and does over one that is enabled again', () =>
    on(async (net) => {
      const { Call, end } = net.client();
      end.enabled = false;
      expect(await Call('JunkServer.Handler2', 111)).toBeUndefined();
      expect(net.junk.log2).toEqual([]);
      end.enabled = true;
      expect(await Call('JunkServer.Handler1', '9099')).toBe(9099);
    }));

  it('counts the calls of each server, anew in each life', () =>
    on(async (net) => {
      const { Call } = net.client();
      for (let i = 0; i < 17; i++) {
        expect(await Call('JunkServer.Handler2', i)).toBe(`handler2-${i}`);
      }
      expect(net.network.count(99)).toBe(17);
      expect(net.network.count(98)).toBe(0);
      net.startServer();
      expect(net.network.count(99)).toBe(0);
      expect(net.network.totalCount).toBe(17);
    }));

  it('counts bytes: every argument sent, every reply delivered', () =>
    on(async (net) => {
      const { Call, end } = net.client();
      const large = 'x'.repeat(10_000);
      for (let i = 0; i < 17; i++) expect(await Call('JunkServer.Handler6', large)).toBe(10_000);
      const sent = net.network.totalBytes;
      expect(sent).toBeGreaterThanOrEqual(17 * 10_000);
      expect(sent).toBeLessThanOrEqual(17 * 10_100);
      for (let i = 0; i < 17; i++) await Call('JunkServer.Handler7', 10_000);
      const received = net.network.totalBytes - sent;
      expect(received).toBeGreaterThanOrEqual(17 * 10_000);
      expect(received).toBeLessThanOrEqual(17 * 10_100);
      end.enabled = false;
      const before = net.network.totalBytes;
      await Call('JunkServer.Handler7', 10_000);
      expect(net.network.totalBytes - before).toBeLessThan(10);
    }));

  it('serves many clients at once, each with its own replies', () =>
    on(async (net) => {
      const clients = times(20, async (i) => {
        const { Call } = net.client();
        for (let n = i * 100; n < i * 100 + 10; n++) {
          expect(await Call('JunkServer.Handler2', n)).toBe(`handler2-${n}`);
        }
      });
      await Promise.all(clients);
      expect(net.network.count(99)).toBe(200);
    }));

  it('loses some calls when unreliable, and garbles none', () =>
    on(async (net) => {
      net.network.setReliable('unreliable');
      const replies = await Promise.all(
        times(300, async (i) => [i, await net.client().Call('JunkServer.Handler2', i)] as const),
      );
      const arrived = replies.filter(([, reply]) => reply !== undefined);
      for (const [i, reply] of arrived) expect(reply).toBe(`handler2-${i}`);
      expect(arrived.length).toBeGreaterThan(200);
      expect(arrived.length).toBeLessThan(300);
    }));

  it('takes concurrent calls on one end', () =>
    on(async (net) => {
      const { Call } = net.client();
      const replies = await Promise.all(times(20, (i) => Call('JunkServer.Handler2', i)));
      expect(replies).toEqual(times(20, (i) => `handler2-${i}`));
      expect(net.junk.log2.toSorted((a, b) => a - b)).toEqual(times(20, (i) => i));
      expect(net.network.count(99)).toBe(20);
    }));

  it('regression: calls over a disabled end do not block later ones over the same end', () =>
    on(async (net) => {
      net.network.setLongDelays('on');
      const { Call, end } = net.client();
      end.enabled = false;
      const lost = times(20, (i) => Call('JunkServer.Handler2', i));
      await net.world.sleep(1);
      end.enabled = true;
      const took = await net.time(async () => {
        expect(await Call('JunkServer.Handler2', 777)).toBe('handler2-777');
      });
      expect(took).toBeLessThan(100);
      expect(await Promise.all(lost)).toEqual(times(20, () => undefined));
      expect(net.junk.log2).toEqual([777]);
    }));

  it('gives up a call within moments when its server is killed in the handler', () =>
    on(async (net) => {
      const { Call } = net.client();
      const pending = Call('JunkServer.Handler3', 99);
      await net.world.sleep(1000);
      net.network.deleteServer(99);
      const took = await net.time(async () => {
        expect(await pending).toBeUndefined();
      });
      expect(took).toBeLessThanOrEqual(100);
    }));

  it('long delays do not hold up the calls that can be delivered', () =>
    on(async (net) => {
      net.network.setLongDelays('on');
      const dead = net.client();
      dead.end.enabled = false;
      const failing = net.time(() => dead.Call('JunkServer.Handler2', 1));
      const took = await net.time(() => net.client().Call('JunkServer.Handler2', 2));
      expect(took).toBeLessThan(2);
      expect(await failing).toBeLessThan(7000);
    }));
});

describe('the network keeps to the course’s numbers', () => {
  const rate = (net: JunkNetwork, leg: 'request' | 'reply'): number =>
    net.world.trace.events?.filter((event) => event.kind === 'rpc.drop' && event.leg === leg)
      .length ?? 0;

  it('drops one request in ten and one reply in ten when unreliable', () =>
    on(async (net) => {
      net.network.setReliable('unreliable');
      await Promise.all(times(10_000, (i) => net.client().Call('JunkServer.Handler2', i)));
      expect(rate(net, 'request') / 10_000).toBeCloseTo(0.1, 2);
      expect(rate(net, 'reply') / (10_000 - rate(net, 'request'))).toBeCloseTo(0.1, 2);
      expect(net.network.count(99)).toBe(10_000 - rate(net, 'request'));
    }));

  it('drops nothing when reliable, and takes a millisecond at most', () =>
    on(async (net) => {
      const took = await Promise.all(
        times(1000, (i) => net.time(() => net.client().Call('JunkServer.Handler2', i))),
      );
      expect(rate(net, 'request') + rate(net, 'reply')).toBe(0);
      expect(Math.max(...took)).toBeLessThanOrEqual(1);
      expect(new Set(took).size).toBeGreaterThan(100);
    }));

  it('delays a call by up to 27 ms when unreliable', () =>
    on(async (net) => {
      net.network.setReliable('unreliable');
      const took = await Promise.all(
        times(1000, (i) => net.time(() => net.client().Call('JunkServer.Handler2', i))),
      );
      expect(Math.max(...took)).toBeGreaterThan(25);
      expect(Math.max(...took)).toBeLessThanOrEqual(28);
      expect(Math.min(...took)).toBeLessThan(2);
    }));

  it.each([
    ['a disabled end', 'off', 100],
    ['a disabled end', 'on', 7000],
    ['a missing server', 'off', 100],
    ['a missing server', 'on', 7000],
  ] as const)(
    'lets a call over %s fail after up to the limit, long delays %s',
    async (what, longDelays, limitMs) => {
      await on(async (net) => {
        net.network.setLongDelays(longDelays);
        if (what === 'a missing server') net.network.deleteServer(99);
        const took = await Promise.all(
          times(300, () =>
            net.time(async () => {
              const { Call, end } = net.client();
              end.enabled = what === 'a missing server';
              expect(await Call('JunkServer.Handler2', 1)).toBeUndefined();
            }),
          ),
        );
        expect(Math.max(...took)).toBeLessThanOrEqual(limitMs);
        expect(Math.max(...took)).toBeGreaterThan(limitMs * 0.9);
        expect(Math.min(...took)).toBeLessThan(limitMs * 0.1);
      });
    },
  );

  it('holds two thirds of the replies for 200 to 2 200 ms when reordering, so that they overtake', () =>
    on(async (net) => {
      net.network.setLongReordering('on');
      const order: number[] = [];
      const took = await Promise.all(
        times(1000, async (i) => {
          await net.world.sleep(i);
          return net.time(async () => {
            expect(await net.client().Call('JunkServer.Handler2', i)).toBe(`handler2-${i}`);
            order.push(i);
          });
        }),
      );
      const held = took.filter((ms) => ms >= 200);
      expect(held.length / 1000).toBeCloseTo(2 / 3, 1);
      expect(Math.max(...held)).toBeLessThanOrEqual(2202);
      expect(took.filter((ms) => ms > 1 && ms < 200)).toEqual([]);
      expect(order).not.toEqual(order.toSorted((a, b) => a - b));
      expect(net.junk.log2).toEqual(times(1000, (i) => i));
    }));

  it('decides everything by the seed', async () => {
    const fate = async (seed: number): Promise<string> => {
      const net = new JunkNetwork(seed);
      net.network.setReliable('unreliable');
      net.network.setLongReordering('on');
      await net.run(async () => {
        await Promise.all(times(50, (i) => net.client().Call('JunkServer.Handler2', i)));
      });
      return net.world.trace.close();
    };
    expect(await fate(1)).toBe(await fate(1));
    expect(await fate(1)).not.toBe(await fate(2));
  });
});

describe('a server that is killed', () => {
  it('answers nothing that it had not handled by then, whenever that is', () =>
    on(async (net) => {
      for (let afterMs = 0; afterMs < 3; afterMs += 0.05) {
        net.startServer();
        const { Call } = net.client();
        const handled = net.junk.log2.length;
        const pending = Call('JunkServer.Handler2', 1);
        await net.world.sleep(afterMs);
        const isHandled = net.junk.log2.length > handled;
        net.network.deleteServer(99);
        const reply = await pending;
        if (!isHandled) expect(reply).toBeUndefined();
      }
    }));

  it('gives none for a slow handler that ends after it was started again', () =>
    on(async (net) => {
      const pending = net.client().Call('JunkServer.Handler3', 5);
      await net.world.sleep(19_950);
      net.startServer();
      expect(await pending).toBeUndefined();
      await net.world.sleep(100);
      const drops = net.world.trace.events?.filter((event) => event.kind === 'rpc.drop');
      expect(drops).toMatchObject([{ leg: 'reply', reason: 'killed in handler' }]);
    }));

  it('nor does one whose end is disabled while it works', () =>
    on(async (net) => {
      const { Call, end } = net.client();
      const pending = Call('JunkServer.Handler3', 5);
      await net.world.sleep(10);
      end.enabled = false;
      expect(await net.time(() => pending)).toBeLessThanOrEqual(100);
      expect(await pending).toBeUndefined();
    }));
});

describe('a call that no network could deliver ends the run with the choices there are', () => {
  it.each([
    [
      'JunkServer.Handler9',
      'unknown method Handler9 in JunkServer.Handler9: did you mean Handler1?',
    ],
    [
      'JunkServer.notAHandler',
      'unknown method notAHandler in JunkServer.notAHandler: expected Handler1, Handler2, Handler3, Handler4, Handler6, Handler7',
    ],
    ['JunkServer.NotOneEither', 'unknown method NotOneEither'],
    ['JunkServer.constructor', 'unknown method constructor'],
    ['Junk.Handler1', 'unknown service Junk in Junk.Handler1: expected JunkServer'],
  ])('%s', async (method, message) => {
    const net = new JunkNetwork();
    const failure = await net.run(async () => {
      await net.client().Call(method as 'JunkServer.Handler1', 'x');
    });
    expect(failure).toContain(`${method} from server 0 to 99: ${message}`);
  });

  it('and so does a handler that throws, with its message', async () => {
    const net = new JunkNetwork();
    net.junk.Handler1 = () => {
      throw new Error('broken');
    };
    net.startServer();
    const failure = await net.run(async () => {
      await net.client().Call('JunkServer.Handler1', 'x');
    });
    expect(failure).toBe('JunkServer.Handler1 from server 0 to 99: broken');
  });

  it('and a reply that cannot travel, with the path to it', async () => {
    const net = new JunkNetwork();
    net.junk.Handler4 = () => ({ y: new Map() as unknown as string });
    net.startServer();
    const failure = await net.run(async () => {
      await net.client().Call('JunkServer.Handler4', { x: 1 });
    });
    expect(failure).toContain('cannot encode value.y: it is a Map');
  });

  it('while arguments that cannot travel throw at the caller', () =>
    on(async (net) => {
      const bad = { x: (() => 1) as unknown as number };
      await expect(net.client().Call('JunkServer.Handler4', bad)).rejects.toThrow(
        'cannot encode value.x: it is a function',
      );
      expect(net.network.totalCount).toBe(0);
    }));
});
