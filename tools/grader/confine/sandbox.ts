import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { scriptFolder } from './child-script.ts';
import { placeOf, succeeds } from './programs.ts';

/** What stands between a submission and the machine, from the inside out. */
export type Layer =
  'contexts' | 'permissions' | 'limits' | 'processes' | 'nobody' | 'namespaces' | 'bubblewrap';

/** What the system puts around a confined process: another user, namespaces, a file system. */
export interface Sandbox {
  readonly layers: readonly Layer[];
  /** Whether the process has a user namespace of its own, in which its processes are counted apart. */
  readonly hasOwnUsers: boolean;
  /** What comes before the command of a process that may read this script and nothing else of ours. */
  readonly wrap: (script: string) => readonly string[];
}

/** The strongest sandbox that works on this machine, with none of these layers. */
export function probeSandbox(without: readonly Layer[]): Sandbox {
  const none: Sandbox = { layers: [], hasOwnUsers: false, wrap: () => [] };
  const allowed = candidates(canBeNobody()).filter(
    ({ layers }) => !layers.some((layer) => without.includes(layer)),
  );
  const works = ({ wrap }: Sandbox): boolean =>
    succeeds([...wrap(process.execPath), process.execPath, '-v']);
  return allowed.find(works) ?? none;
}

/** From the strongest to the weakest. */
function candidates(canDrop: boolean): readonly Sandbox[] {
  const drop = canDrop ? dropRights() : [];
  const nobody: readonly Layer[] = canDrop ? ['nobody'] : [];
  const bubblewrap = (first: readonly string[], layers: readonly Layer[]): Sandbox => ({
    layers: [...layers, 'bubblewrap'],
    hasOwnUsers: true,
    wrap: (script) => [...first, ...bubblewrapCommand(script)],
  });
  const unshare = (first: readonly string[], layers: readonly Layer[]): Sandbox => ({
    layers: [...layers, 'namespaces'],
    hasOwnUsers: true,
    wrap: () => [...first, ...tied(), ...unshareCommand('--user', '--map-root-user')],
  });
  return [
    bubblewrap(drop, nobody),
    bubblewrap([], []),
    unshare(drop, nobody),
    unshare([], []),
    // Root can do without a user namespace, where those are forbidden.
    {
      layers: [...nobody, 'namespaces'],
      hasOwnUsers: false,
      wrap: () => [...tied(), ...unshareCommand(), ...drop],
    },
    { layers: nobody, hasOwnUsers: false, wrap: () => drop },
  ];
}

/**
 * Whether root can run confined processes without root's rights. They must still reach our script,
 * which they do not when the project lies in a home folder that is closed to others.
 */
function canBeNobody(): boolean {
  if (process.getuid?.() !== 0) return false;
  mkdirSync(scriptFolder, { recursive: true });
  const beside = path.join(scriptFolder, `probe-${process.pid}.cjs`);
  writeFileSync(beside, '');
  const isReached = succeeds([...dropRights(), process.execPath, beside]);
  rmSync(beside);
  return isReached;
}

function dropRights(): readonly string[] {
  const nobody = '65534';
  return [
    placeOf('setpriv'),
    `--reuid=${nobody}`,
    `--regid=${nobody}`,
    '--clear-groups',
    '--no-new-privs',
    '--inh-caps=-all',
    '--bounding-set=-all',
    '--',
  ];
}

/** Whoever kills the grader must not leave an endless loop behind. */
function tied(): readonly string[] {
  const command = [placeOf('setpriv'), '--pdeathsig', 'KILL', '--'];
  return succeeds([...command, process.execPath, '-v']) ? command : [];
}

function unshareCommand(...flags: readonly string[]): readonly string[] {
  const isolate = ['--net', '--pid', '--ipc', '--mount', '--fork', '--kill-child'];
  return [placeOf('unshare'), ...flags, ...isolate];
}

function bubblewrapCommand(script: string): readonly string[] {
  const readable = ['/usr', '/bin', '/lib', '/lib64', '/etc/ld.so.cache'];
  return [
    placeOf('bwrap'),
    '--unshare-all',
    '--die-with-parent',
    '--new-session',
    '--cap-drop',
    'ALL',
    ...readable.flatMap((place) => ['--ro-bind-try', place, place]),
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    '--dir',
    '/work-of-nobody',
    '--ro-bind',
    path.dirname(process.execPath),
    path.dirname(process.execPath),
    '--ro-bind',
    script,
    script,
    '--remount-ro',
    '/dev',
    '--remount-ro',
    '/',
    '--chdir',
    '/work-of-nobody',
    '--',
  ];
}
