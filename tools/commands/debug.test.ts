import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { projectRoot } from '../../tester/implementation/root.ts';
import { isPart } from '../runner/select.ts';
import { nodeArguments, runScript } from './testing/cli.ts';

let child: ChildProcess | undefined;
/** A debugger that is a process of its own. */
let client: ChildProcess | undefined;
let folder = '';
afterEach(() => {
  child?.kill('SIGKILL');
  client?.kill('SIGKILL');
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

/** What the inspector says of a stop. */
interface Paused {
  readonly callFrames: readonly { readonly location: Location; readonly functionName: string }[];
}
interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
}
interface ScriptParsed {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL: string;
}

test('a breakpoint by file and line stops the run there, and so does a debugger statement', async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'raftlab-test-'));
  const source = readFileSync(path.join(projectRoot, 'skeleton/raft.ts'), 'utf8').replace(
    '// Your code here (3A).\n',
    'debugger;\n',
  );
  writeFileSync(path.join(folder, 'raft.ts'), source);
  const lineOf = (text: string): number =>
    source.split('\n').findIndex((line) => line.trim() === text);
  const [breakpoint, statement] = [lineOf('void this.ticker();'), lineOf('debugger;')];
  const args = ['3A', '--raft', folder, '-t', 'InitialElection', '--seed', '7', '--port', '0'];
  child = spawn(process.execPath, nodeArguments('debug.ts', args), { cwd: projectRoot });
  const inspector = await Inspector.connect(await debuggerUrl(child));

  const loaded = inspector.next<Paused>('Debugger.paused');
  await inspector.post('Debugger.enable');
  await inspector.post('Runtime.enable');
  await inspector.post('Runtime.runIfWaitingForDebugger');
  // The command stops once by itself, when the implementation is loaded and nothing has run.
  await loaded;
  const script = inspector.scripts.find(({ url }) => url.endsWith('/raft.ts'));
  const map = decodeMap(script?.sourceMapURL ?? '');
  expect(map.sources).toContain('raft.ts');
  expect(map.sourcesContent).toContain(source);

  const stop = { urlRegex: 'raft\\.ts$', lineNumber: breakpoint };
  await inspector.post('Debugger.setBreakpointByUrl', stop);
  const stops = [];
  for (let k = 0; k < 4; k++) {
    const stopped = inspector.next<Paused>('Debugger.paused');
    await inspector.post('Debugger.resume');
    stops.push((await stopped).callFrames[0]);
  }
  expect(stops.map((frame) => frame?.functionName)).toEqual([
    // Three servers are made before anybody asks one for its state.
    'RaftServer',
    'RaftServer',
    'RaftServer',
    'GetState',
  ]);
  expect(stops.map((frame) => frame?.location)).toMatchObject([
    ...[1, 2, 3].map(() => ({ scriptId: script?.scriptId, lineNumber: breakpoint })),
    { scriptId: script?.scriptId, lineNumber: statement },
  ]);
  inspector.close();
});

test('node inspect, which knows no source maps, stops at a line of the file as well', async () => {
  const args = ['3A', '-t', 'InitialElection', '--seed', '7', '--port', '0'];
  child = spawn(process.execPath, nodeArguments('debug.ts', args), { cwd: projectRoot });
  const { host } = new URL(await debuggerUrl(child));
  const source = readFileSync(path.join(projectRoot, 'skeleton/raft.ts'), 'utf8');
  const line = source.split('\n').findIndex((text) => text.includes('void this.ticker();')) + 1;
  client = spawn(process.execPath, ['inspect', host]);
  await printed(client, /break in before-your-code\.js/);
  client.stdin?.write(`sb('skeleton/raft.ts', ${line})\n`);
  await printed(client, new RegExp(`>\\s*${line} +void this\\.ticker\\(\\)`));
  client.stdin?.write('c\n');
  await printed(client, new RegExp(`break in skeleton/raft\\.ts:${line}\\n`));
});

test('a port that is taken is named, with the way out', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, stderr } = await runScript('debug.ts', ['3A', '--port', String(port)]);
  other.close();
  expect(stderr).toContain(`port ${port} is taken`);
  expect(stderr).toContain('choose a port: --port 9230');
  expect(code).toBe(2);
});

test('VS Code starts a script that exists, with a part that exists', () => {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(path.join(projectRoot, file), 'utf8'));
  const { scripts } = read('package.json') as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const launch = read('.vscode/launch.json') as {
    readonly configurations: readonly { readonly runtimeArgs: readonly string[] }[];
    readonly inputs: readonly { readonly id: string; readonly options?: readonly string[] }[];
  };
  const parts = launch.inputs.find(({ id }) => id === 'part')?.options ?? [];
  expect(parts).toContain('3A');
  expect(parts.filter((part) => !isPart(part))).toEqual([]);
  for (const { runtimeArgs } of launch.configurations) {
    const [run, script = '', part, behind] = runtimeArgs;
    expect([run, part, behind]).toEqual(['run-script', '${input:part}', '--']);
    expect(scripts[script]).toMatch(/^tsx tools\/commands\/debug\.ts$/);
  }
});

/** The address a debugger attaches to, as the command prints it. */
async function debuggerUrl(process: ChildProcess): Promise<string> {
  return (await printed(process, /waiting at (ws:\/\/\S+)\n/))[1] ?? '';
}

/** What a process prints, from now on up to the match. */
function printed(process: ChildProcess, expected: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (data: Buffer): void => {
      text += data.toString();
      const found = expected.exec(text);
      if (found === null) return;
      process.stdout?.off('data', read);
      resolve(found);
    };
    process.stdout?.on('data', read);
    process.on('exit', () => {
      reject(new Error(`it ended before it printed ${String(expected)}: ${text}`));
    });
  });
}

function decodeMap(url: string): { sources: string[]; sourcesContent: string[] } {
  const text = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64').toString('utf8');
  const map = JSON.parse(text) as { sources: string[]; sourcesContent: string[] };
  return { ...map, sources: map.sources.map((source) => path.basename(source)) };
}

/** The least of a debugger: requests with answers, and events as they come. */
class Inspector {
  readonly scripts: ScriptParsed[] = [];
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (result: unknown) => void>();
  readonly #waiting = new Map<string, (params: unknown) => void>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as {
        id?: number;
        result?: unknown;
        method?: string;
        params?: unknown;
      };
      if (message.id !== undefined) this.#answers.get(message.id)?.(message.result);
      if (message.method === 'Debugger.scriptParsed') {
        this.scripts.push(message.params as ScriptParsed);
      }
      if (message.method !== undefined) this.#waiting.get(message.method)?.(message.params);
    });
  }

  static async connect(url: string): Promise<Inspector> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
    });
    return new Inspector(socket);
  }

  post<Result>(method: string, params: object = {}): Promise<Result> {
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => {
      this.#answers.set(id, resolve as (result: unknown) => void);
    });
  }

  /** The next event of that name. */
  next<Params>(method: string): Promise<Params> {
    return new Promise((resolve) => {
      this.#waiting.set(method, resolve as (params: unknown) => void);
    });
  }

  close(): void {
    this.#socket.close();
  }
}
