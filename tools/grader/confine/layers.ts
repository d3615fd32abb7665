import { release } from 'node:os';
import { outputOf, placeOf, succeeds } from './programs.ts';
import { probeSandbox, type Layer, type Sandbox } from './sandbox.ts';

export const layerTitles: Readonly<Record<Layer, string>> = {
  contexts: 'each server in a context without objects of the host',
  permissions: 'Node’s permission model: no files, processes, threads, addons, inspector',
  limits: 'prlimit: memory, processor time, size of files, open files, no core dumps',
  processes: 'prlimit: number of processes and threads',
  nobody: 'setpriv: root’s rights are given up',
  namespaces: 'unshare: no network, own processes, all of them ended together',
  bubblewrap: 'bubblewrap: no network, own processes, a read-only file system with nothing in it',
};

export interface LayerReport {
  readonly active: readonly Layer[];
  /** What is missing on this machine, and what that leaves open. */
  readonly warnings: readonly string[];
}

export interface ProcessLimits {
  readonly memoryMb: number;
  /** Of all threads together; the last resort, should nobody be left to look at the clock. */
  readonly cpuSeconds: number;
}

/** How to start a confined process. */
export interface Confinement extends LayerReport {
  /** The program, and all that comes before and behind it, to run a script of plain JavaScript. */
  command(script: string, limits: ProcessLimits): readonly [string, ...string[]];
}

/**
 * Tries which layers this machine offers.
 *
 * @param without layers to leave out although they are there: a look at what the others hold
 */
export function probeConfinement(without: readonly Layer[] = []): Confinement {
  const sandbox = probeSandbox(without);
  const flag = without.includes('permissions') ? undefined : permissionFlag();
  const hasLimits = !without.includes('limits') && succeeds([...prlimit('--core=0'), '-v']);
  const idleBytes = hasLimits ? idleDataBytes() : 0;
  const hasProcesses = !without.includes('processes') && canCountProcesses(sandbox);
  const active: readonly Layer[] = [
    'contexts',
    ...(flag === undefined ? [] : ['permissions' as const]),
    ...(hasLimits ? ['limits' as const] : []),
    ...(hasProcesses ? ['processes' as const] : []),
    ...sandbox.layers,
  ];
  return {
    active,
    warnings: warningsFor(active),
    command(script, limits) {
      const limited = [
        ...(hasLimits ? limitFlags(limits, idleBytes) : []),
        ...(hasProcesses ? [`--nproc=${mostProcesses}`] : []),
      ];
      const command: readonly string[] = [
        ...sandbox.wrap(script),
        ...(limited.length > 0 ? [placeOf('prlimit'), ...limited] : []),
        process.execPath,
        `--max-old-space-size=${limits.memoryMb}`,
        '--no-warnings',
        ...(flag === undefined ? [] : [flag, `--allow-fs-read=${script}`]),
        script,
      ];
      const [program, ...args] = command;
      if (program === undefined) throw new Error('expected a program to start');
      return [program, ...args];
    },
  };
}

function limitFlags({ memoryMb, cpuSeconds }: ProcessLimits, idleBytes: number): readonly string[] {
  // What is compiled takes some of it too.
  const dataBytes = idleBytes + (memoryMb + 256) * 1024 * 1024;
  const [data, cpu] = [`--data=${dataBytes}`, `--cpu=${cpuSeconds}`];
  return [data, cpu, '--core=0', '--fsize=0', '--nofile=64'];
}

/** What Node has set aside before it does anything: from 50 MB to 600 MB, depending on its version. */
function idleDataBytes(): number {
  const look = "process.stdout.write(require('fs').readFileSync('/proc/self/status', 'utf8'))";
  const kilobytes = /^VmData:\s*(\d+) kB$/m.exec(outputOf([process.execPath, '-e', look]))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

/** A Node process has about a dozen threads, which count as processes do. */
const mostProcesses = 48;

/**
 * The limit counts all processes of a user, and never root's. Only a user namespace has a count of its
 * own, and only since Linux 5.14. Whether the limit acts is seen by Node's not starting under it.
 */
function canCountProcesses({ hasOwnUsers, wrap }: Sandbox): boolean {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  if (!hasOwnUsers || major < 5 || (major === 5 && minor < 14)) return false;
  const limitedTo = (most: number): boolean =>
    succeeds([...wrap(process.execPath), ...prlimit(`--nproc=${most}`), '-e', '0']);
  return limitedTo(mostProcesses) && !limitedTo(2);
}

function prlimit(limit: string): readonly string[] {
  return [placeOf('prlimit'), limit, process.execPath];
}

/** Its name changed when it left its experimental stage; either way it must accept our use of it. */
function permissionFlag(): string | undefined {
  return ['--permission', '--experimental-permission'].find((flag) =>
    succeeds([process.execPath, flag, '--no-warnings', '-v']),
  );
}

function warningsFor(active: readonly Layer[]): string[] {
  const has = (layer: Layer): boolean => active.includes(layer);
  const warnings: string[] = [];
  if (!has('permissions')) {
    warnings.push('this Node has no permission model: code that leaves its context can read files');
  }
  if (!has('limits')) {
    warnings.push('no prlimit here: memory outside of the heap is not limited');
  }
  if (!has('processes')) {
    warnings.push('the system does not limit the number of processes here');
  }
  if (!has('bubblewrap') && !has('namespaces')) {
    warnings.push(
      'neither bubblewrap nor unshare works here: the network is not closed by the system, ' +
        'and a process that leaves its group is not ended',
    );
  }
  if (!has('nobody') && process.getuid?.() === 0) {
    warnings.push(
      'confined processes run as root: grade as another user, or from a folder that others can read',
    );
  }
  return warnings;
}
