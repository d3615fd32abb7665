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
        if (found.errors.length > 0 || !isRelative || !isOwn) return found;
        if (isInside(realpathSync(found.path), ownFolder)) return found;
        const text = `cannot import '${args.path}': it lies outside of the implementation's own folder`;
        return { errors: [{ text }] };
      });
    },
  };
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
