import { expect, test } from 'vitest';
import { idleRaft } from '../testing/implementation.ts';
import { playSource, printed } from '../testing/play.ts';

/** Applies as fast as the service takes it, and prints when each was taken and each Snapshot came. */
const busyRaft = `${idleRaft}
  export function Make(peers, me, persister, applyCh) {
    const loop = async () => {
      for (let index = 1; index <= 2000; index++) {
        await applyCh.send({ kind: 'command', command: index, index });
        console.log('taken', performance.now());
      }
    };
    setTimeout(loop, 1);
    return Object.assign(idleRaft, {
      Snapshot(index) { console.log('Snapshot', performance.now()); },
    });
  }`;

test('now and then the service takes tens of milliseconds for a command, and before Snapshot', async () => {
  const result = await playSource(busyRaft, (t) => t.sleep(5_000), {
    snapshots: true,
    oracles: 'off',
  });
  const steps = printed(result).map((line) => {
    const [, what = '', atMs] = line.split(' ');
    return { what, atMs: Number(atMs) };
  });
  const tookMs = steps.map((step, k) => ({
    what: step.what,
    ms: step.atMs - (steps[k - 1]?.atMs ?? step.atMs),
  }));
  const share = (what: string): number => {
    const all = tookMs.filter((step) => step.what === what);
    return all.filter((step) => step.ms > 5).length / all.length;
  };
  expect(share('taken')).toBeGreaterThan(0);
  expect(share('taken')).toBeLessThan(0.03);
  expect(share('Snapshot')).toBeGreaterThan(0.05);
  expect(Math.max(...tookMs.map((step) => step.ms))).toBeGreaterThan(20);
});
