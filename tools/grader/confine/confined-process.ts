import { spawn, type ChildProcess } from 'node:child_process';
import { atEnd } from '../../../tester/implementation/at-end.ts';
import { inTemporaryFolder } from '../../../tester/implementation/temporary-folder.ts';

/** How a confined process came to its end. */
export type Ending =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stall' | 'wall' | 'flood' | 'stopped' }
  | { readonly kind: 'died'; readonly code: string; readonly stderr: string };

export interface ConfinedOptions {
  readonly command: readonly [string, ...string[]];
  readonly input: string;
  /** How long it may be silent once it has written its first line. */
  readonly stallMs: number;
  readonly wallMs: number;
  /**
   * Called with each line the process writes. After a result a new run begins, which sets the clock
   * of `wallMs` back; a line that is not ours ends the process.
   */
  readonly onLine: (line: string) => 'same-run' | 'new-run' | 'stop';
  /** Ends the process at once, for whoever was interrupted. */
  readonly signal?: AbortSignal;
}

/** A line longer than this is no result of ours. */
const mostLineBytes = 8_000_000;
const mostStderrBytes = 16_000;
const lookEveryMs = 50;
/** Until its first line a process runs nothing but our own code; a busy machine may take its time. */
const startMs = 60_000;
/** What is in the pipes of a dead process is read by then. */
const lingerMs = 2_000;

/**
 * Runs a process from its start to the end of all that it started. Whatever it does, this returns
 * after the limits at the latest, and then nothing of it is left that could write.
 */
export function runConfined(options: ConfinedOptions): Promise<Ending> {
  return inTemporaryFolder('raftlab-confined-', (folder) => watch(options, start(options, folder)));
}

function start({ command: [program, ...args] }: ConfinedOptions, cwd: string): ChildProcess {
  // Dates print the same everywhere, and nothing of our environment leaks in.
  const env = { TZ: 'UTC', LC_ALL: 'C' };
  return spawn(program, args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
}

async function watch(options: ConfinedOptions, child: ChildProcess): Promise<Ending> {
  let ending: Ending | undefined;
  let hasBegun = false;
  let lastSignMs = performance.now();
  let runBeganMs = lastSignMs;
  let stderr = '';
  const end = (kind: 'stall' | 'wall' | 'flood' | 'stopped'): void => {
    ending ??= { kind };
    killTree(child);
  };
  readLines(child, {
    onLine: (line) => {
      if (ending !== undefined) return;
      hasBegun = true;
      lastSignMs = performance.now();
      const next = options.onLine(line);
      if (next === 'new-run') runBeganMs = lastSignMs;
      else if (next === 'stop') end('stopped');
    },
    onFlood: () => {
      end('flood');
    },
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    if (stderr.length < mostStderrBytes) stderr += chunk.toString('utf8');
  });
  // A process that does not read to the end has ended; how, the exit tells.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input);
  const looking = setInterval(() => {
    const nowMs = performance.now();
    const silenceMs = hasBegun ? options.stallMs : Math.max(startMs, options.stallMs);
    if (nowMs - lastSignMs > silenceMs) end('stall');
    else if (nowMs - runBeganMs > options.wallMs) end('wall');
  }, lookEveryMs);
  const interrupt = (): void => {
    killTree(child);
  };
  options.signal?.addEventListener('abort', interrupt);
  const forget = atEnd(interrupt);
  if (options.signal?.aborted === true) interrupt();
  const code = await exitOf(child).finally(() => {
    clearInterval(looking);
    forget();
    options.signal?.removeEventListener('abort', interrupt);
  });
  if (ending !== undefined) return ending;
  return code === '0' ? { kind: 'finished' } : { kind: 'died', code, stderr };
}

/** Settles once the process and its group are gone and all they wrote is read. */
function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => {
      killTree(child);
      // Without namespaces something may have left the group, and hold on to the pipes forever.
      const letGo = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, lingerMs);
      child.on('close', () => {
        clearTimeout(letGo);
      });
    });
    child.on('close', (code, signal) => {
      resolve(signal ?? String(code));
    });
  });
}

/** The process leads a group of its own; namespaces end whatever has left it. */
function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody is left in the group.
  }
}

function readLines(
  child: ChildProcess,
  to: { onLine: (line: string) => void; onFlood: () => void },
): void {
  let parts: Buffer[] = [];
  let size = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, at));
      to.onLine(Buffer.concat(parts).toString('utf8'));
      parts = [];
      size = 0;
      from = at + 1;
    }
    const rest = chunk.subarray(from);
    size += rest.length;
    if (size > mostLineBytes) {
      parts = [];
      to.onFlood();
    } else parts.push(rest);
  });
}
