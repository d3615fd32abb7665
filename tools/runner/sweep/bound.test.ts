import { expect, test } from 'vitest';
import { failureRateBound } from './bound.ts';

test('no failure in n runs bounds the rate by about 3 / n', () => {
  expect(failureRateBound(1000, 0)).toBeCloseTo(0.002991, 5);
  expect(failureRateBound(100, 0)).toBeCloseTo(0.02951, 4);
});

test('the bound lies above the rate seen and comes closer with more runs', () => {
  const few = failureRateBound(20, 2);
  const many = failureRateBound(2000, 200);
  expect(few).toBeCloseTo(0.28262, 4);
  expect(many).toBeGreaterThan(0.1);
  expect(many).toBeLessThan(few);
});

test('when every run failed nothing is excluded', () => {
  expect(failureRateBound(7, 7)).toBe(1);
});
