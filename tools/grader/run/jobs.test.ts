import { expect, test } from 'vitest';
import { cutJobs, mixed } from './jobs.ts';

test('jobs are done submission by submission, each from all over its tests, and none is left out', () => {
  const jobs = cutJobs(['ada', 'bob'], 11_200);
  const order = mixed(jobs);
  expect(order.map(({ submission }) => submission)).toEqual(
    jobs.map(({ submission }) => submission),
  );
  expect(new Set(order)).toEqual(new Set(jobs));
  const ofAda = order.filter(({ submission }) => submission === 'ada');
  for (let i = 0; i + 28 <= ofAda.length; i++) {
    const from = ofAda.slice(i, i + 28).map((job) => job.from);
    const middle = from.reduce((sum, at) => sum + at, 0) / from.length;
    expect(middle / 11_200).toBeGreaterThan(0.4);
    expect(middle / 11_200).toBeLessThan(0.6);
  }
});
