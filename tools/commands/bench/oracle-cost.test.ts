import { expect, it } from 'vitest';
import { scenarios } from '../../../labs/index.ts';
import { costTable, oracleCosts } from './oracle-cost.ts';

it('pairs change their order, the fastest run of each counts, and the total is of sums', async () => {
  const order: string[] = [];
  const took = { on: [30, 12, 50, 15], off: [20, 90, 10, 20] };
  const costs = await oracleCosts({
    scenarios: scenarios.slice(0, 2),
    passes: 2,
    time: (_, oracles) => {
      order.push(oracles);
      return Promise.resolve(took[oracles].shift() ?? NaN);
    },
  });
  expect(order.join(' ')).toBe('off on on off off on on off');
  expect(costs).toEqual([
    { test: 'TestInitialElection3A', onMs: 12, offMs: 20, ratio: 0.6 },
    { test: 'TestReElection3A', onMs: 15, offMs: 10, ratio: 1.5 },
    { test: 'total', onMs: 27, offMs: 30, ratio: 0.9 },
  ]);
  expect(costTable(costs)).toMatch(/total +│ +30 │ +27 │ +0\.90 │/);
});
