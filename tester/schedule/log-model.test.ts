import { expect, test } from 'vitest';
import { LogModel } from './log-model.ts';

test('entries that conflict are truncated and counted, the same ones are not', () => {
  const logs = new LogModel(2);
  logs.append(0, 1, 1);
  logs.append(0, 2, 1);
  logs.append(0, 3, 1);
  expect(logs.merge(0, 0, [1])).toBe(0);
  expect(logs.lastIndex(0)).toBe(3);
  expect(logs.merge(0, 1, [2])).toBe(2);
  expect(logs.lastIndex(0)).toBe(2);
});

test('what a later leader commits of earlier terms is counted once', () => {
  const logs = new LogModel(1);
  logs.append(0, 1, 1);
  logs.append(0, 2, 1);
  logs.append(0, 3, 2);
  expect(logs.commit(0, 1, 1)).toBe(0);
  expect(logs.commit(0, 3, 2)).toBe(1);
  expect(logs.commit(0, 3, 2)).toBe(0);
});

test('a log is behind by its last term first, then by its length (§5.4.1)', () => {
  const logs = new LogModel(1);
  logs.append(0, 1, 1);
  logs.append(0, 2, 3);
  expect(logs.isBehind(0, { lastIndex: 9, lastTerm: 2 })).toBe(true);
  expect(logs.isBehind(0, { lastIndex: 1, lastTerm: 3 })).toBe(true);
  expect(logs.isBehind(0, { lastIndex: 2, lastTerm: 3 })).toBe(false);
  expect(logs.isBehind(0, { lastIndex: 1, lastTerm: 4 })).toBe(false);
});
