import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../../tester/implementation/root.ts';

/** Where scripts lie that confined processes run. */
export const scriptFolder = path.join(projectRoot, 'node_modules/.cache/raftlab/confined');

export interface ChildScript {
  /** Absolute; the only file of ours that a confined process can read. */
  readonly file: string;
  /** Of its content: the tests and rules that a grade comes from. */
  readonly hash: string;
}

/** What a confined process runs: it carries with it everything that it needs. */
export function buildChildScript(): Promise<ChildScript> {
  return buildScript({ entry: path.join(projectRoot, 'tools/grader/confine/child/main.ts') });
}

export interface ScriptOptions {
  /** Absolute. */
  readonly entry: string;
  /** Whether it may load packages and knows where the project lies, as it runs nobody's code. */
  readonly isTrusted?: boolean;
}

/** Bundles a script and what it imports into one file of plain JavaScript. */
export async function buildScript({
  entry,
  isTrusted = false,
}: ScriptOptions): Promise<ChildScript> {
  const directory = isTrusted ? path.join(projectRoot, 'tester/implementation') : '/';
  const { outputFiles } = await build({
    stdin: {
      // Of two forms only the older may wait at its top level without looking for a package.json.
      contents: `import(${JSON.stringify(entry)});`,
      resolveDir: projectRoot,
    },
    packages: isTrusted ? 'external' : 'bundle',
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    absWorkingDir: projectRoot,
    define: { 'import.meta.dirname': JSON.stringify(directory) },
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('esbuild gave no output');
  const hash = createHash('sha256').update(output.contents).digest('hex');
  const file = path.join(scriptFolder, `${hash.slice(0, 16)}.cjs`);
  if (!existsSync(file)) {
    mkdirSync(scriptFolder, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, output.contents);
    renameSync(draft, file);
  }
  // What may be read is allowed by its real name; `node_modules` may be a link.
  return { file: realpathSync(file), hash };
}
