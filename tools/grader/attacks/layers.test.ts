import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runConfined } from '../confine/confined-process.ts';
import type { Layer } from '../confine/sandbox.ts';
import { probeConfinement } from '../confine/layers.ts';
import { openConfined } from '../testing/confined.ts';
import { folderWith } from '../testing/folder.ts';

/**
 * Each layer by itself: an escaped script meets it with the layers around it left out, and then the
 * same script without it, which must get through, as else something else has stopped it.
 */

const machine = probeConfinement();
const all = ['permissions', 'limits', 'processes', 'nobody', 'namespaces', 'bubblewrap'] as const;

function without(...kept: readonly Layer[]): Layer[] {
  return all.filter((layer) => !kept.includes(layer));
}

function here(...layers: readonly Layer[]): boolean {
  return layers.every((layer) => machine.active.includes(layer));
}

async function withLayers(kept: readonly Layer[], script: string): Promise<string> {
  const confined = await openConfined(without(...kept));
  expect(confined.layers.active).toEqual(['contexts', ...all.filter((l) => kept.includes(l))]);
  return confined.told(script);
}

const server = createServer((socket) => socket.end());
let connecting = '';
const secretFile = path.join(folderWith({ 'secret.txt': 'the seeds' }), 'secret.txt');
chmodSync(path.dirname(secretFile), 0o755);
chmodSync(secretFile, 0o600);
const reading = `attempt(() => fs.readFileSync(${JSON.stringify(secretFile)}, 'utf8'))`;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  connecting = `const s = require('net').connect(${port}, '127.0.0.1');
    s.on('connect', () => tell('OPEN')); s.on('error', (e) => tell('closed ' + e.code));`;
});

afterAll(() => {
  server.close();
});

test('without a layer everything is open, and it is said', async () => {
  expect(probeConfinement(all).warnings.join('\n')).toMatch(
    /no permission model[^]*no prlimit[^]*number of processes[^]*neither bubblewrap nor unshare/,
  );
  expect(await withLayers([], reading)).toBe('OPEN the seeds');
  expect(await withLayers([], connecting)).toBe('OPEN');
});

describe('what each layer holds by itself', () => {
  test.runIf(here('permissions'))('permissions: files and processes', async () => {
    expect(await withLayers(['permissions'], reading)).toBe('closed ERR_ACCESS_DENIED');
    const spawning = "attempt(() => require('child_process').execFileSync('true'))";
    expect(await withLayers([], spawning)).toMatch(/^OPEN/);
    expect(await withLayers(['permissions'], spawning)).toBe('closed ERR_ACCESS_DENIED');
  });

  test.runIf(here('limits'))('limits: memory outside of the heap', async () => {
    const taking = 'attempt(() => Array.from({ length: 20 }, () => new ArrayBuffer(1e8)).length)';
    expect(await withLayers([], taking)).toBe('OPEN 20');
    expect(await withLayers(['limits'], taking)).toBe('closed Array buffer allocation failed');
  });

  test.runIf(here('limits'))('limits: a file of any size', async () => {
    const filling = "attempt(() => fs.writeFileSync('a', Buffer.alloc(1e6)) ?? 'written')";
    expect(await withLayers([], filling)).toBe('OPEN written');
    expect(await withLayers(['limits'], filling)).toBe('closed EFBIG');
  });

  test.runIf(here('limits'))('limits: processor time, when nobody looks at the clock', async () => {
    const script = path.join(folderWith({ 'loop.cjs': 'for (;;);' }), 'loop.cjs');
    const ending = await runConfined({
      command: probeConfinement(without('limits')).command(script, {
        memoryMb: 300,
        cpuSeconds: 1,
      }),
      input: '',
      stallMs: 100_000,
      wallMs: 100_000,
      onLine: () => 'same-run',
    });
    expect(ending).toMatchObject({ kind: 'died', code: 'SIGKILL' });
  });

  const bomb = `const { spawn } = require('child_process'); let born = 0; let sad = 0;
    for (let i = 0; i < 80; i++) {
      const child = spawn('sleep', ['60'], { stdio: 'ignore' });
      child.on('error', () => { sad++; });
      if (child.pid !== undefined) born++;
    }
    setImmediate(() => tell((sad > 0 ? 'closed after ' : 'OPEN ') + born));`;

  test.runIf(here('processes', 'bubblewrap'))('processes: a fork bomb', async () => {
    expect(await withLayers(['nobody', 'bubblewrap'], bomb)).toBe('OPEN 80');
    const told = await withLayers(['processes', 'nobody', 'bubblewrap'], bomb);
    expect(told).toMatch(/^closed after [1-4]\d$/);
  });

  test.runIf(here('nobody'))('nobody: files and signals of root', async () => {
    const signalling = 'attempt(() => process.kill(process.ppid, 0))';
    expect(await withLayers([], signalling)).toBe('OPEN true');
    expect(await withLayers(['nobody'], signalling)).toBe('closed EPERM');
    expect(await withLayers(['nobody'], reading)).toBe('closed EACCES');
  });

  test.each(['namespaces', 'bubblewrap'] as const)('%s: network and signals', async (layer) => {
    const confined = await openConfined([...without('nobody', layer)]);
    if (!confined.layers.active.includes(layer)) return;
    expect(await confined.told(connecting)).toMatch(/^closed/);
    const grader = `attempt(() => process.kill(${process.pid}, 0))`;
    expect(await confined.told(grader)).toBe('closed ESRCH');
    expect(await withLayers([], grader)).toBe('OPEN true');
  });

  test.runIf(here('bubblewrap'))('bubblewrap: there is nothing to read or to write', async () => {
    expect(await withLayers(['bubblewrap'], reading)).toBe('closed ENOENT');
    for (const place of ['a', '/tmp/a', '/dev/shm/a', '/usr/a']) {
      const writing = `attempt(() => fs.writeFileSync('${place}', 'x'))`;
      expect(await withLayers(['bubblewrap'], writing)).toMatch(/^closed (EROFS|ENOENT)$/);
    }
  });
});

/** The processes of this machine whose command line holds a text. */
function processesWith(text: string): number[] {
  const isIt = (pid: string): boolean => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
    } catch {
      return false;
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isIt(name))
    .map(Number);
}

describe.runIf(process.platform === 'linux')('a process that left its group', () => {
  const leaving = (seconds: string): string =>
    `const c = require('child_process').spawn('sleep', ['${seconds}'], { detached: true, stdio: 'inherit' });
     c.unref(); tell('left ' + (c.pid !== undefined));`;

  test.each(['namespaces', 'bubblewrap'] as const)('is dead at the end by %s', async (layer) => {
    const confined = await openConfined(without('nobody', layer));
    if (!confined.layers.active.includes(layer)) return;
    const seconds = `61.${layer === 'bubblewrap' ? '1' : '2'}${process.pid}`;
    expect(await confined.told(leaving(seconds))).toBe('left true');
    await vi.waitFor(() => {
      expect(processesWith(seconds)).toEqual([]);
    });
  });

  test('does not keep the grader waiting where nothing ends it', async () => {
    const seconds = `200.${process.pid}`;
    expect(await withLayers([], leaving(seconds))).toBe('left true');
    const left = processesWith(seconds);
    expect(left).toHaveLength(1);
    for (const pid of left) process.kill(pid, 'SIGKILL');
  });
});
