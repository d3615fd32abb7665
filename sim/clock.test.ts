import { expect, test } from 'vitest';
import { Clock } from './clock.ts';

test('a clock that is right shows simulated time without any rounding', () => {
  expect(new Clock().show(0.1 + 0.2)).toBe(0.1 + 0.2);
});

test('a clock that is fast shows more, and its delays take less simulated time', () => {
  const clock = new Clock();
  clock.drift(2, 100);
  expect(clock.show(100)).toBe(100);
  expect(clock.show(150)).toBe(200);
  expect(clock.simulated(50)).toBe(25);
});

test('a clock never goes back when it is set right again', () => {
  const clock = new Clock();
  clock.drift(3, 0);
  clock.drift(1, 10);
  expect(clock.show(10)).toBe(30);
  expect(clock.show(15)).toBe(35);
});
