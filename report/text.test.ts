import { expect, test } from 'vitest';
import { fit, tame, truncate, widthOf, wrap, wrapTo } from './text.ts';

test('wide characters take two columns, marks on letters none', () => {
  expect(widthOf('→ S1 ♥')).toBe(6);
  expect(widthOf('日本')).toBe(4);
  expect(widthOf('🚀')).toBe(2);
  expect(widthOf('e\u0301')).toBe(1);
});

test('what does not fit ends in an ellipsis, within the width', () => {
  expect(truncate('abcdef', 6)).toBe('abcdef');
  expect(truncate('abcdefg', 6)).toBe('abcde…');
  expect(widthOf(truncate('日本語日本語', 6))).toBeLessThanOrEqual(6);
});

test('fitting fills up with spaces', () => {
  expect(fit('ab', 4)).toBe('ab  ');
  expect(fit('日本', 5)).toBe('日本 ');
});

test('text wraps at spaces, and inside a word that is longer than a line', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k']);
});

test('lines too many are joined into the last and cut off', () => {
  expect(wrapTo('one two three four', 5, 2)).toEqual(['one', 'two …']);
});

test('control sequences of others cannot reach the terminal', () => {
  expect(tame('\u001b[31mred\u001b[0m\nnext\tone\u0007')).toBe('red next one ');
});
