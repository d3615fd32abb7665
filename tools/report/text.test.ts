import { expect, test } from 'vitest';
import { fit, hang, hangTo, printable, truncate, widthOf, wrap } from './text.ts';

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

test('text behind a lead hangs below itself', () => {
  expect(hang('one two three four five', 19, '① ')).toEqual(['① one two three', '  four five']);
});

test('of what has too many lines the last says how much is left out', () => {
  const options = { width: 12, lead: '', mostLines: 2 };
  expect(hangTo('one two three four five six', options)).toEqual([
    'one two',
    '… (19 more characters)',
  ]);
});

test('control sequences of others cannot reach the terminal', () => {
  expect(printable('\u001b[31mred\u001b[0m\nnext\tone\u0007')).toBe('red next one ');
});
