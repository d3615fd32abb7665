import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ImplementationError } from '../../../tester/implementation/error.ts';
import { loadImplementation } from '../../../tester/implementation/load.ts';
import { folderWith } from '../testing/folder.ts';
import { inertRaft } from '../testing/inert.ts';
import { bundleSubmission } from './bundle.ts';

const withText = (text: string): string => path.join(folderWith({ 'raft.ts': text }), 'raft.ts');

/** Each member is twice as long as the one before, and all of them are worked out while bundling. */
const doublings = Array.from({ length: 40 }, (_, i) => {
  const [before, own] = [`A${i - 1}`, `A${i}`];
  return i === 0 ? "A0 = 'a'" : `${own} = ${before} + ${before}`;
});

test('a submission is bundled as it is elsewhere', async () => {
  const file = withText(inertRaft({}));
  expect((await bundleSubmission(file)).bundle).toEqual((await loadImplementation(file)).bundle);
});

test('what does not parse is a problem, with its place', async () => {
  const file = withText('export function {');
  const problem = bundleSubmission(file);
  await expect(problem).rejects.toThrow(ImplementationError);
  await expect(problem).rejects.toThrow(/raft\.ts:1:17: Expected identifier but found "\{"/);
});

describe('what makes the bundler itself die is a problem of that submission alone', () => {
  test.each([
    ['parentheses without end', `export const Make = ${'('.repeat(3_000_000)};`],
    ['operators without end', `export const Make = ${'!'.repeat(5_000_000)}1;`],
    ['a text that doubles forty times', `enum E { ${doublings.join(', ')} } export { E as Make };`],
    [
      'a text that doubles until it is too long to pass on',
      `enum E { ${doublings.slice(0, 26).join(', ')} } export const Make = E.A25;`,
    ],
  ])('%s', async (_name, text) => {
    const innocent = bundleSubmission(withText(inertRaft({})));
    await expect(bundleSubmission(withText(text))).rejects.toThrow(/^cannot be bundled with/);
    await expect(innocent).resolves.toBeDefined();
  });
});
