import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** What stands between a submission and the machine, from the inside out. */
export type Layer = 'contexts' | 'permissions' | 'limits' | 'namespaces' | 'bubblewrap';

export const layerTitles: Readonly<Record<Layer, string>> = {
  contexts: 'each server in a context without objects of the host',
  permissions: 'Node’s permission model: no files, processes, threads, addons, inspector',
  limits: 'prlimit: memory, size of files, open files, no core dumps',
  namespaces: 'unshare: no network, own processes, all of them ended together',
  bubblewrap: 'bubblewrap: no network, own processes, a read-only file system with nothing in it',
};

export interface LayerReport {
  readonly active: readonly Layer[];
  /** What is missing on this machine, and what that leaves open. */
  readonly warnings: readonly string[];
}

/** How to start a confined process: a program and what comes before the script. */
export interface Confinement extends LayerReport {
  command(script: string, memoryMb: number): readonly [string, ...string[]];
}

/** As long as a layer is asked for by trying it, it has this much time to answer. */
const probeMs = 10_000;

/** Tries which layers this machine offers. */
export function probeConfinement(): Confinement {
  const outer = probeOuter();
  const prlimit = find('prlimit');
  const hasLimits = succeeds([prlimit, '--core=0', process.execPath, '-v']);
  const flag = permissionFlag();
  const active: Layer[] = ['contexts'];
  if (flag !== undefined) active.push('permissions');
  if (hasLimits) active.push('limits');
  if (outer !== undefined) active.push(outer.layer);
  return {
    active,
    warnings: warningsFor(active),
    command(script, memoryMb) {
      const node = [process.execPath, `--max-old-space-size=${String(memoryMb)}`, '--no-warnings'];
      if (flag !== undefined) node.push(flag, `--allow-fs-read=${script}`);
      const limits = hasLimits ? [prlimit, ...limitFlags(memoryMb)] : [];
      const command = [...(outer?.wrap(script) ?? []), ...limits, ...node, script];
      const [first, ...rest] = command;
      if (first === undefined) throw new Error('expected a program to start');
      return [first, ...rest];
    },
  };
}

function limitFlags(memoryMb: number): string[] {
  // Node itself and what it compiles take some of it too.
  const dataBytes = (memoryMb + 256) * 1024 * 1024;
  return [`--data=${String(dataBytes)}`, '--core=0', '--fsize=0', '--nofile=64'];
}

/** Its name changed when it left its experimental stage; either way it must accept our use of it. */
function permissionFlag(): string | undefined {
  return ['--permission', '--experimental-permission'].find((flag) =>
    succeeds([process.execPath, flag, '--no-warnings', '-v']),
  );
}

interface Outer {
  readonly layer: 'bubblewrap' | 'namespaces';
  wrap(script: string): readonly string[];
}

function probeOuter(): Outer | undefined {
  const bubblewrap: Outer = { layer: 'bubblewrap', wrap: bubblewrapCommand };
  const outers: Outer[] = [bubblewrap, ...unshareVariants()];
  return outers.find((outer) =>
    succeeds([...outer.wrap(process.execPath), process.execPath, '-v']),
  );
}

function bubblewrapCommand(script: string): readonly string[] {
  const readable = ['/usr', '/bin', '/lib', '/lib64', '/etc/ld.so.cache'];
  return [
    ...[find('bwrap'), '--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    ...readable.flatMap((place) => ['--ro-bind-try', place, place]),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--dir', '/work-of-nobody'],
    ...['--ro-bind', path.dirname(process.execPath), path.dirname(process.execPath)],
    ...['--ro-bind', script, script, '--remount-ro', '/', '--chdir', '/work-of-nobody', '--'],
  ];
}

function unshareVariants(): Outer[] {
  // Whoever kills the grader must not leave an endless loop behind.
  const tied = succeeds([find('setpriv'), '--pdeathsig', 'KILL', process.execPath, '-v'])
    ? [find('setpriv'), '--pdeathsig', 'KILL', '--']
    : [];
  const isolate = ['--net', '--pid', '--ipc', '--mount', '--fork', '--kill-child'];
  // Who is not root needs a user namespace of his own for the rest.
  return [['--user', '--map-root-user', ...isolate], isolate].map((flags) => ({
    layer: 'namespaces',
    wrap: () => [...tied, find('unshare'), ...flags],
  }));
}

/** Confined processes have no PATH, so that a program is named by its place. */
function find(program: string): string {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const places = folders.map((folder) => path.join(folder, program));
  return places.find((place) => existsSync(place)) ?? program;
}

function succeeds([program = '', ...args]: readonly string[]): boolean {
  const { status } = spawnSync(program, args, { stdio: 'ignore', timeout: probeMs });
  return status === 0;
}

function warningsFor(active: readonly Layer[]): string[] {
  const warnings: string[] = [];
  if (!active.includes('permissions')) {
    warnings.push('this Node has no permission model: code that leaves its context can read files');
  }
  if (!active.includes('limits')) {
    warnings.push('no prlimit here: memory outside of the heap is not limited');
  }
  if (!active.includes('bubblewrap') && !active.includes('namespaces')) {
    warnings.push(
      'neither bubblewrap nor unshare works here: the network is not closed by the system, ' +
        'and a process that leaves its group is not ended',
    );
  }
  return warnings;
}
