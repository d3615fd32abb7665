import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../tester/implementation/root.ts';

export interface ChildScript {
  /** Absolute; the only file of ours that a confined process can read. */
  readonly file: string;
  /** Of its content: the tests and rules that a grade comes from. */
  readonly hash: string;
}

/** Bundles a script and everything it imports into one file of plain JavaScript. */
export async function buildChildScript(
  entry = path.join(projectRoot, 'grader/confine/child/main.ts'),
): Promise<ChildScript> {
  const { outputFiles } = await build({
    stdin: {
      // Of two forms only the older may wait at its top level without looking for a package.json.
      contents: `import(${JSON.stringify(entry)});`,
      resolveDir: projectRoot,
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    absWorkingDir: projectRoot,
    define: { 'import.meta.dirname': '"/"' },
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('esbuild gave no output');
  const hash = createHash('sha256').update(output.contents).digest('hex');
  const folder = path.join(projectRoot, 'node_modules/.cache/raftlab/confined');
  const file = path.join(folder, `${hash.slice(0, 16)}.cjs`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const draft = `${file}.${String(process.pid)}`;
    writeFileSync(draft, output.contents);
    renameSync(draft, file);
  }
  return { file, hash };
}
