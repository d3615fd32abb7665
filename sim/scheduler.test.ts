import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';

const makeScheduler = (seed = 'seed'): Scheduler => new Scheduler(new Random(seed));

function drain(scheduler: Scheduler): void {
  for (let event = scheduler.next(); event !== undefined; event = scheduler.next()) event.action();
}

describe('the scheduler', () => {
  it('runs events in order of time, whatever the order they were scheduled in', () => {
    const scheduler = makeScheduler();
    const owner = scheduler.owner('actor');
    const ran: number[] = [];
    for (const delayMs of [30, 10, 20, 10.001, 0]) {
      scheduler.schedule(owner, delayMs, () => ran.push(scheduler.nowMs));
    }
    drain(scheduler);
    expect(ran).toEqual([0, 10, 10.001, 20, 30]);
  });

  it('runs one owner’s events of the same instant first in, first out', () => {
    const scheduler = makeScheduler();
    const owner = scheduler.owner('actor');
    const ran: number[] = [];
    for (let i = 0; i < 100; i++) scheduler.schedule(owner, 5, () => ran.push(i));
    drain(scheduler);
    expect(ran).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('lets the seed decide between owners at the same instant, anew at each instant', () => {
    const order = (seed: string): string => {
      const scheduler = makeScheduler(seed);
      const owners = [scheduler.owner('actor'), scheduler.owner('actor')];
      let ran = '';
      for (let instant = 1; instant <= 20; instant++) {
        owners.forEach((owner, i) =>
          scheduler.schedule(owner, instant, () => {
            ran += String(i);
          }),
        );
      }
      drain(scheduler);
      return ran;
    };
    expect(order('a')).toBe(order('a'));
    expect(order('a')).not.toBe(order('b'));
    expect(order('a')).toMatch(/01/);
    expect(order('a')).toMatch(/10/);
  });

  it('starts an event scheduled by another at the time of that one', () => {
    const scheduler = makeScheduler();
    const owner = scheduler.owner('actor');
    const ran: number[] = [];
    scheduler.schedule(owner, 10, () => {
      scheduler.schedule(owner, 5, () => ran.push(scheduler.nowMs));
      scheduler.schedule(owner, 0, () => ran.push(scheduler.nowMs));
    });
    drain(scheduler);
    expect(ran).toEqual([10, 15]);
  });

  it('drops a cancelled event without moving the clock', () => {
    const scheduler = makeScheduler();
    const owner = scheduler.owner('actor');
    const event = scheduler.schedule(owner, 10, () => expect.unreachable());
    scheduler.cancel(event);
    scheduler.cancel(event);
    expect(scheduler.next()).toBeUndefined();
    expect(scheduler.nowMs).toBe(0);
  });

  it('keeps time in whole microseconds, so that sums do not drift', () => {
    const scheduler = makeScheduler();
    const owner = scheduler.owner('actor');
    for (let i = 0; i < 10; i++) {
      scheduler.schedule(owner, 0.1, () => undefined);
      scheduler.next();
    }
    expect(scheduler.nowMs).toBe(1);
  });

  it('takes a delay that is negative or no number as none', () => {
    const scheduler = makeScheduler();
    const owner = scheduler.owner('actor');
    const ran: string[] = [];
    scheduler.schedule(owner, 1, () => ran.push('later'));
    scheduler.schedule(owner, NaN, () => ran.push('no number'));
    scheduler.schedule(owner, -5, () => ran.push('negative'));
    drain(scheduler);
    expect(ran).toEqual(['no number', 'negative', 'later']);
  });

  it('counts the events of actors that are still to come, and not those of observers', () => {
    const scheduler = makeScheduler();
    const actor = scheduler.owner('actor');
    scheduler.schedule(scheduler.owner('observer'), 1, () => undefined);
    const cancelled = scheduler.schedule(actor, 2, () => undefined);
    scheduler.schedule(actor, 3, () => undefined);
    expect(scheduler.actorsPending).toBe(2);
    scheduler.cancel(cancelled);
    scheduler.cancel(cancelled);
    expect(scheduler.actorsPending).toBe(1);
    drain(scheduler);
    expect(scheduler.actorsPending).toBe(0);
  });
});
