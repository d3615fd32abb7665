import { describe, expect, it } from 'vitest';
import { World } from './world.ts';

const makeWorld = (): World => new World({ seed: 1, recording: 'on' });
const never = (): Promise<never> => new Promise(() => undefined);

describe('a world', () => {
  it('sleeps without any real time passing', async () => {
    const world = makeWorld();
    const times: number[] = [];
    const failure = await world.run(async () => {
      for (const ms of [0, 10, 86_400_000]) {
        await world.sleep(ms);
        times.push(world.nowMs);
      }
    });
    expect(failure).toBeUndefined();
    expect(times).toEqual([0, 10, 86_400_010]);
  });

  it('runs every microtask of an event before the next event', async () => {
    const world = makeWorld();
    const owner = world.scheduler.owner('actor');
    const order: string[] = [];
    const chain = async (links: number): Promise<void> => {
      for (let i = 0; i < links; i++) await Promise.resolve();
      order.push('microtasks');
    };
    await world.run(async () => {
      world.scheduler.schedule(owner, 1, () => void chain(100));
      world.scheduler.schedule(owner, 1, () => order.push('next event'));
      await world.sleep(2);
    });
    expect(order).toEqual(['microtasks', 'next event']);
  });

  it('reports a deadlock at once when nothing is left to happen', async () => {
    const world = makeWorld();
    const failure = await world.run(async () => {
      await world.sleep(5);
      await never();
    });
    expect(failure).toMatchObject({
      property: 'deadlock',
      message: expect.stringContaining('nothing is left to happen') as string,
      atMs: 5,
    });
  });

  it('ends with the first failure, at its time, and lets nothing happen after it', async () => {
    const world = makeWorld();
    const failure = await world.run(async () => {
      await world.sleep(3);
      world.scheduler.schedule(world.scheduler.owner('actor'), 1, () => expect.unreachable());
      world.fail({ property: 'first', message: 'the first', servers: [2] });
      world.fail({ property: 'second', message: 'the second' });
      await world.sleep(1);
      expect.unreachable();
    });
    expect(failure).toEqual({
      property: 'first',
      message: 'the first',
      servers: [2],
      evidence: [],
      stack: [],
      atMs: 3,
    });
    expect(world.trace.events?.map((event) => event.kind)).toEqual(['violation']);
  });

  it('bounds what may happen in one simulated second', async () => {
    const world = makeWorld();
    const owner = world.scheduler.owner('actor');
    let events = 0;
    const again = (): void => {
      events++;
      world.scheduler.schedule(owner, 0, again);
    };
    const failure = await world.run(async () => {
      again();
      await never();
    });
    expect(failure).toMatchObject({ property: 'timer-storm', atMs: 0 });
    expect(failure?.message).toContain('more than 100000 in one simulated second');
    expect(events).toBeLessThan(100_010);
  });

  it('counts anew in each second', async () => {
    const world = makeWorld();
    const failure = await world.run(async () => {
      for (let i = 0; i < 3000; i++) await world.sleep(1);
    });
    expect(failure).toBeUndefined();
  });

  it('passes on what its own main throws: that is a defect, not a failed run', async () => {
    const world = makeWorld();
    const defect = new Error('a defect');
    await expect(world.run(() => Promise.reject(defect))).rejects.toBe(defect);
    expect(world.failure).toBeUndefined();
  });

  it('passes on what its own events throw or reject', async () => {
    const thrown = new Error('thrown');
    const throwing = makeWorld();
    await expect(
      throwing.run(() => {
        throwing.scheduler.schedule(throwing.scheduler.owner('actor'), 1, () => {
          throw thrown;
        });
        return never();
      }),
    ).rejects.toBe(thrown);
    const rejected = new Error('rejected');
    const rejecting = makeWorld();
    await expect(
      rejecting.run(() => {
        void Promise.reject(rejected);
        return never();
      }),
    ).rejects.toBe(rejected);
  });

  it('leaves the host’s own handling of rejections as it found it', async () => {
    const before = process.rawListeners('unhandledRejection');
    await makeWorld().run(() => Promise.resolve());
    expect(process.rawListeners('unhandledRejection')).toEqual(before);
  });
});
