import { realpathSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import type { OnResolveResult, Plugin } from 'esbuild';
import { projectRoot } from './root.ts';

/** What an implementation may import by these names, and the file that is meant. */
const provided: Readonly<Record<string, string>> = {
  '#raft': 'raft/index.ts',
  '#labgob': 'labgob/index.ts',
  'node:timers/promises': 'sim/guest/timers-promises.ts',
  'timers/promises': 'sim/guest/timers-promises.ts',
};

/** Where those files lie, and what they import in turn. */
const providedRooms = ['raft', 'labgob', 'sim/guest'] as const;

/** Ways to do inside what a module of the host is usually imported for. */
const advice: Readonly<Record<string, string>> = {
  timers: 'setTimeout and its kin are globals',
  perf_hooks: 'performance is a global',
  crypto: 'crypto.getRandomValues and crypto.randomUUID are globals',
  util: 'use structuredClone, TextEncoder and console, which are globals',
  events: 'use callbacks or promises',
  fs: 'the persister is the only storage',
  net: 'peers[i].Call is the only network',
  http: 'peers[i].Call is the only network',
  worker_threads: 'a server is one thread',
  child_process: 'a server is one process',
};

/**
 * Decides what an implementation's imports mean: the project's own rooms under their names, files in
 * its own folder, packages of pure JavaScript. Everything else cannot work inside the simulated world
 * and is an error that says why.
 */
export function importRules(entry: string): Plugin {
  const ownFolder = realpathSync(path.dirname(entry));
  return {
    name: 'imports of an implementation',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (args): Promise<OnResolveResult | undefined> => {
        if (args.kind === 'entry-point' || args.pluginData === 'resolved') return undefined;
        const file = provided[args.path];
        if (file !== undefined) return { path: path.join(projectRoot, file) };
        if (isBuiltin(args.path)) return { errors: [{ text: builtinReason(args.path) }] };
        const isRelative = args.path.startsWith('.') || path.isAbsolute(args.path);
        const isOwn = isInside(realpathSync(path.dirname(args.importer)), ownFolder);
        if (!isRelative && !isOwn) return undefined;
        const found = await build.resolve(args.path, {
          kind: args.kind,
          importer: args.importer,
          resolveDir: isRelative ? args.resolveDir : projectRoot,
          pluginData: 'resolved',
        });
        const allowed = !isOwn ? isAllowedFile : isRelative ? isInside : isPackageFile;
        if (found.errors.length > 0 || isFileThat(allowed, found, ownFolder)) return found;
        const where = `outside of the implementation's own folder`;
        const text = `cannot import '${args.path}': it lies ${where}${isRelative ? '' : ', and in no package'}`;
        return { errors: [{ text }] };
      });
    },
  };
}

function isFileThat(
  allowed: (file: string, ownFolder: string) => boolean,
  { path: file, namespace }: OnResolveResult,
  ownFolder: string,
): boolean {
  if (file === undefined || (namespace ?? 'file') !== 'file') return false;
  return allowed(realpathSync(file), ownFolder);
}

/**
 * Whether a bundle may hold that file, by its real name, whatever it was called where it is imported:
 * the name of a package, for one, can lead out of it again.
 */
export function isAllowedFile(file: string, ownFolder: string): boolean {
  return isPackageFile(file, ownFolder) || providedRooms.some((room) => isInside(file, ours(room)));
}

/** A file of a package of the project, or of the implementation itself, which may bring its own. */
function isPackageFile(file: string, ownFolder: string): boolean {
  const isOurs =
    isInside(file, ours('node_modules')) && !isInside(file, ours('node_modules/.cache'));
  return isOurs || isInside(file, ownFolder);
}

function ours(place: string): string {
  return path.join(realpathSync(projectRoot), place);
}

function builtinReason(name: string): string {
  const bare = name.replace(/^node:/, '');
  const hint = advice[bare] ?? advice[bare.split('/')[0] ?? ''];
  return (
    `cannot import '${name}': a module of the host does not exist inside the simulated world` +
    (hint === undefined ? '' : ` (${hint})`)
  );
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}
