import { mkdirSync, renameSync, rmSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../tester/implementation/root.ts';
import { keepAnswer, keptAnswer } from './kept/answers.ts';
import { lookAt, type Looks } from './kept/looks.ts';

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
  const builder = createRequire(import.meta.url).resolve('esbuild/package.json');
  const ours = path.join(projectRoot, 'tools/runner/child-scripts.ts');
  const question = JSON.stringify(['bundle', scripts, projectRoot, ...[builder, ours].map(lookAt)]);
  const [kept] = keptAnswer(question) ?? [];
  if (kept !== undefined && existsSync(kept)) return kept;
  const beganMs = Date.now();
  const { outputFiles, metafile } = await build({
    entryPoints: scripts,
    absWorkingDir: projectRoot,
    outdir: 'bundled',
    bundle: true,
    // What a script imports only when it needs it stays out of its way until then.
    splitting: true,
    write: false,
    metafile: true,
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
  keepAnswer(question, { lines: [folder], looks: looksOf(Object.keys(metafile.inputs), beganMs) });
  return folder;
}

/**
 * What a bundle depends on: its sources, and how the folders above them say to read them. Imports of
 * the project name whole files, so no new file can take the place of one.
 *
 * @returns undefined when a source may have changed since the bundler read it
 */
function looksOf(inputs: readonly string[], beganMs: number): Looks | undefined {
  const sources = inputs.map((name) => path.join(projectRoot, name));
  const folders = new Set<string>();
  for (const source of sources) {
    let folder = source;
    while (folder !== projectRoot && folder !== path.dirname(folder)) {
      folder = path.dirname(folder);
      folders.add(folder);
    }
  }
  const settings = [...folders].flatMap((folder) =>
    ['tsconfig.json', 'package.json'].map((name) => path.join(folder, name)),
  );
  const looks = Object.fromEntries([...sources, ...settings].map((file) => [file, lookAt(file)]));
  return sources.every((file) => changedMs(file) < beganMs - clockStepMs) ? looks : undefined;
}

/** Times of files come from a clock that goes in steps. */
const clockStepMs = 20;

function changedMs(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? Infinity;
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
