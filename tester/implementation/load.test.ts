import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { idleRaft, inFolder, programOf, type Files } from '../testing/implementation.ts';
import { playSource, printed } from '../testing/play.ts';
import { ImplementationError } from './error.ts';
import { loadImplementation } from './load.ts';

const make = `${idleRaft} export function Make() { return idleRaft; }`;

/** The message with which loading these files fails. */
async function refusal(source: string | Files): Promise<string> {
  const files = typeof source === 'string' ? { 'raft.ts': source } : source;
  const loaded = inFolder(files, (folder) => loadImplementation(folder));
  const error: unknown = await loaded.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ImplementationError);
  return (error as Error).message;
}

/** How the run of an implementation that loads fails. */
async function failure(source: string | Files): Promise<string> {
  const result = await playSource(source, (t) => t.sleep(10));
  return result.failure?.message ?? 'it did not fail';
}

describe('an implementation', () => {
  it('is found by name, by folder and by file', async () => {
    expect((await loadImplementation('solutions')).file).toMatch(/solutions[/\\]raft\.ts$/);
    expect((await loadImplementation('skeleton')).file).toMatch(/skeleton[/\\]raft\.ts$/);
    await inFolder({ 'raft.ts': make, 'other.ts': make }, async (folder) => {
      expect((await loadImplementation(folder)).file).toBe(path.join(folder, 'raft.ts'));
      const other = path.join(folder, 'other.ts');
      expect((await loadImplementation(other)).file).toBe(other);
    });
  });

  it('that is not there is said to be missing, with where it was looked for', async () => {
    await expect(loadImplementation('no/such/place')).rejects.toThrow(
      /no implementation at no\/such\/place: expected skeleton, solutions, a TypeScript file or a folder with raft\.ts; looked at .*place/,
    );
    expect(await refusal({ 'Raft.tsx': make })).toMatch(/the folder .* holds no raft\.ts/);
  });

  it('may be split into files, and import the project’s own rooms by name', async () => {
    const files = {
      'raft.ts': `import { encode, decode } from '#labgob'; import type { Raft } from '#raft';
        import { word } from './parts/word.ts'; ${idleRaft}
        export function Make(): Raft { console.log(word, decode(encode([1n]))); return idleRaft; }`,
      'parts/word.ts': `import other from '../other'; export const word: string = other;`,
      'other.ts': `export default 'from afar';`,
    };
    const result = await playSource(files, (t) => t.sleep(1));
    expect(printed(result)).toEqual(['S0 from afar [ 1n ]']);
  });

  it.each([
    ['node:fs', 'the persister is the only storage'],
    ['fs/promises', 'the persister is the only storage'],
    ['node:net', 'peers[i].Call is the only network'],
    ['child_process', 'a server is one process'],
    ['node:worker_threads', 'a server is one thread'],
    ['node:timers', 'setTimeout and its kin are globals'],
    ['node:crypto', 'crypto.getRandomValues and crypto.randomUUID are globals'],
  ])('that imports %s is told why it cannot, and what to do instead', async (name, advice) => {
    const message = await refusal(`import * as it from '${name}';\nconsole.log(it);\n${make}`);
    expect(message).toContain(
      `cannot import '${name}': a module of the host does not exist inside the simulated world (${advice})`,
    );
    expect(message).toMatch(/raft\.ts:1:21: /);
  });

  it('that imports a module of the host by require or import() is refused as well', async () => {
    expect(await refusal(`const fs = require('node:fs');\n${make}`)).toContain("'node:fs'");
    expect(await refusal(`void import('node:os');\n${make}`)).toContain("'node:os'");
    expect(await refusal(`export * from 'node:vm';\n${make}`)).toContain("'node:vm'");
  });

  it('may not import what lies outside of its folder, not even by way of a link', async () => {
    const outside = `cannot import '../secret.ts': it lies outside of the implementation's own folder`;
    const files = { 'own/raft.ts': `import '../secret.ts';\n${make}`, 'secret.ts': 'export {};' };
    await inFolder(files, async (folder) => {
      await expect(loadImplementation(path.join(folder, 'own'))).rejects.toThrow(outside);
      const linked = path.join(folder, 'linked');
      mkdirSync(linked);
      writeFileSync(path.join(linked, 'raft.ts'), `import './innocent.ts';\n${make}`);
      symlinkSync(path.join(folder, 'secret.ts'), path.join(linked, 'innocent.ts'));
      await expect(loadImplementation(linked)).rejects.toThrow(
        "cannot import './innocent.ts': it lies outside",
      );
      rmSync(linked, { recursive: true });
    });
    const absolute = path.resolve('raft/rpc.ts');
    expect(await refusal(`import ${JSON.stringify(absolute)};\n${make}`)).toContain('outside');
  });

  it.each([
    ['the name of a package that leads out of it', 'x/../../solutions/raft.ts'],
    ['one that exists', 'tinyqueue/../../solutions/raft.ts'],
    ['what lies beside packages', 'x/../.cache/../../package.json'],
    ['a folder of the project by its bare name', 'solutions/raft.ts'],
    ['a text in the name itself', 'data:text/javascript,export const Make = 1;'],
    ['a pattern of files', '../solutions/*.ts'],
    ['data of the project', 'x/../../package.json'],
  ])('cannot be had by way of %s', async (_what, name) => {
    for (const line of [
      `export * from ${JSON.stringify(name)};`,
      `void import(${JSON.stringify(name)});`,
      `require(${JSON.stringify(name)});`,
    ]) {
      expect(await refusal(`${line}\n${make}`)).toMatch(/cannot import|Could not resolve/);
    }
  });

  it('may not import by a pattern that is filled in when it runs', async () => {
    const code = `const name = 'secret'; void import(\`../other/\${name}.ts\`);\n${make}`;
    const files = { 'own/raft.ts': code, 'other/secret.ts': 'export const secret = 1;' };
    await inFolder(files, async (folder) => {
      await expect(loadImplementation(path.join(folder, 'own'))).rejects.toThrow(
        /cannot import \.\.\/other\/secret\.ts/,
      );
    });
  });

  it('with a syntax error is shown the place and the line', async () => {
    const message = await refusal(`const fine = 1;\nconst wrong = = 2;\n${make}`);
    expect(message).toMatch(/raft\.ts:2:15: Unexpected "="\n {4}const wrong = = 2;/);
  });

  it('with several errors is shown all of them', async () => {
    const message = await refusal(`import './missing.ts';\nimport 'node:fs';\n${make}`);
    expect(message).toMatch(/raft\.ts:1:8: .*missing\.ts/);
    expect(message).toMatch(/raft\.ts:2:8: .*node:fs/);
  });

  it('cannot break out of the wrapping it is run in', async () => {
    expect(await refusal(`}); (() => {\n${make}`)).toMatch(/raft\.ts:1:/);
    const program = programOf(`/*! }))(); legal */ // <!-- --> }\n${make}`);
    await expect(program).resolves.toBeDefined();
  });
});

describe('a module that cannot be a Raft fails its run and says so:', () => {
  const returning = (value: string): string =>
    `${idleRaft} export function Make() { return ${value}; }`;

  it.each([
    ['no export', 'const Make = 1;', 'the module must export a function Make; it exports nothing'],
    ['another export', 'export const make = 1;', 'must export a function Make; it exports make'],
    [
      'Make is no function',
      'export const Make = 1;',
      'must export a function Make; it exports Make',
    ],
    ['Make returns nothing', returning(''), 'Make must return the Raft object, got undefined'],
    ['Make returns a number', returning('7'), 'Make must return the Raft object, got 7'],
    [
      'Make is async',
      `${idleRaft} export async function Make() { return idleRaft; }`,
      'Make must return the Raft object at once, got a Promise',
    ],
    [
      'methods are missing',
      returning('{ Start() {}, Kill() {} }'),
      'the object that Make returned has no GetState, Snapshot, PersistBytes',
    ],
    [
      'the module throws',
      `throw new RangeError('at the top');\n${make}`,
      'server 0: RangeError: at the top (uncaught, in the top level of the module)',
    ],
  ])('%s', async (_, source, message) => {
    expect(await failure(source)).toContain(message);
  });
});
