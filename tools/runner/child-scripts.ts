import { mkdirSync, renameSync, rmSync, existsSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../tester/implementation/root.ts';

/** The scripts a child process runs, as plain JavaScript. */
export interface ChildScripts {
  readonly main: string;
  readonly watchdog: string;
}

export async function childScripts(): Promise<ChildScripts> {
  const folder = await bundleScripts({
    main: 'tools/runner/child/main.ts',
    watchdog: 'tools/runner/child/watchdog.ts',
  });
  return { main: path.join(folder, 'main.mjs'), watchdog: path.join(folder, 'watchdog.mjs') };
}

/**
 * Bundles scripts of the project into a cache below node_modules. Plain JavaScript starts much faster
 * than TypeScript through a loader, and needs no permission to load anything else.
 *
 * @param scripts by the names that their bundles are to have; relative to the project
 * @returns the folder where they lie, each as `name.mjs`
 */
export async function bundleScripts(scripts: Readonly<Record<string, string>>): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: scripts,
    absWorkingDir: projectRoot,
    outdir: 'bundled',
    bundle: true,
    // What a script imports only when it needs it stays out of its way until then.
    splitting: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
    define: {
      'import.meta.dirname': JSON.stringify(path.join(projectRoot, 'tester/implementation')),
    },
    logLevel: 'silent',
  });
  const hash = createHash('sha256');
  for (const file of outputFiles) hash.update(file.contents);
  const folder = path.join(
    projectRoot,
    'node_modules/.cache/raftlab',
    hash.digest('hex').slice(0, 16),
  );
  if (!existsSync(folder)) writeWhole(folder, outputFiles);
  return folder;
}

/** Several commands may run at once: a folder appears complete, or not at all. */
function writeWhole(
  folder: string,
  files: readonly { readonly path: string; readonly contents: Uint8Array }[],
): void {
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  for (const file of files)
    writeFileSync(path.join(draft, path.basename(file.path)), file.contents);
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}
