import path from 'node:path';
import { expect, test } from 'vitest';
import { loadImplementation } from '../../../tester/implementation/load.ts';
import { folderWith } from '../testing/folder.ts';
import { confinedCode, hashCode, type ConfinedCode } from './code.ts';

const files = {
  'raft.ts': `
    import { encode } from '#labgob';
    import old from './old.cjs';
    import { text } from './parts/text.ts';
    export function Make() { return [encode, old, text]; }`,
  'old.cjs': 'module.exports = function old() {};',
  'parts/text.ts': 'export const text = `\n// ../elsewhere/text.ts\n"../text.ts"(\n`;',
};

async function codeIn(below: string): Promise<ConfinedCode> {
  const moved = Object.entries(files).map(([name, text]): [string, string] => [
    `${below}/${name}`,
    text,
  ]);
  const folder = path.join(folderWith(Object.fromEntries(moved)), below);
  return confinedCode(await loadImplementation(path.join(folder, 'raft.ts')), folder);
}

test('the same submission is the same code wherever it lies, however deep', async () => {
  const [here, there] = [await codeIn('a'), await codeIn('b/c d/e')];
  expect(there).toEqual(here);
  expect(hashCode(there)).toBe(hashCode(here));
});

test('what a submission itself says about places stays as it is', async () => {
  const { bundle } = await codeIn('a');
  expect(bundle.code).toContain('\n// ../elsewhere/text.ts\n"../text.ts"(\n');
  expect(bundle.code).toContain('// parts/text.ts');
  expect(bundle.code).toContain('// labgob/codec.ts');
});
