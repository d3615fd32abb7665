import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../tester/implementation/root.ts';
import { bundleScripts } from './child-scripts.ts';

// In the project, where a script's settings are looked for; not below node_modules, where none are.
const place = path.join(projectRoot, '.cache/child-scripts.test');

function write(name: string, text: string): void {
  writeFileSync(path.join(place, name), text);
}

async function bundled(): Promise<{ folder: string; code: string }> {
  const folder = await bundleScripts({
    main: path.relative(projectRoot, path.join(place, 'main.ts')),
  });
  return { folder, code: readFileSync(path.join(folder, 'main.mjs'), 'utf8') };
}

/** A bundle of what was written only just now is not kept yet. */
async function bundledTwice(): Promise<{ folder: string; code: string }> {
  await bundled();
  return bundled();
}

test('a bundle is kept until one of its sources changes, or how they are to be read', async () => {
  mkdirSync(place, { recursive: true });
  try {
    write('main.ts', "import { word } from './word.ts'; console.log(word);");
    write('word.ts', "export const word = 'before';");
    const before = await bundledTwice();
    expect(before.code).toContain('before');
    expect(await bundled()).toEqual(before);

    write('word.ts', "export const word = 'after';");
    const after = await bundledTwice();
    expect(after.code).toContain('after');

    write('word.ts', 'export class Word { word = 1; } export const word = new Word();');
    const defined = await bundledTwice();
    write('tsconfig.json', '{ "compilerOptions": { "useDefineForClassFields": false } }');
    expect((await bundled()).code).not.toBe(defined.code);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});
