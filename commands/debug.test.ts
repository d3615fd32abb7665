import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { projectRoot } from '../tester/implementation/root.ts';
import { nodeArguments } from './testing/cli.ts';

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
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

test('a breakpoint in the TypeScript of an implementation stops the run there', async () => {
  const args = nodeArguments('debug.ts', ['3A', '-t', 'InitialElection', '--seed', '7']);
  child = spawn(process.execPath, args, { cwd: projectRoot });
  const inspector = await Inspector.connect(await debuggerUrl(child));

  const paused = inspector.next<Paused>('Debugger.paused');
  await inspector.post('Debugger.enable');
  await inspector.post('Runtime.enable');
  await inspector.post('Runtime.runIfWaitingForDebugger');
  // The command stops once by itself, when the implementation is loaded and nothing has run.
  await paused;

  const script = inspector.scripts.find(({ url }) => url.endsWith('skeleton/raft.bundle.js'));
  expect(script).toBeDefined();
  const map = decodeMap(script?.sourceMapURL ?? '');
  expect(map.sources).toContain('raft.ts');
  expect(map.sourcesContent.join('\n')).toContain('Your code here (3A)');

  // What VS Code does with a breakpoint in raft.ts: it finds the line of the bundle in the map. Here
  // the first line of the exported function stands for it, found in the bundle by its text.
  const { scriptSource } = await inspector.post<{ scriptSource: string }>(
    'Debugger.getScriptSource',
    { scriptId: script?.scriptId },
  );
  const line = scriptSource.split('\n').findIndex((text) => /^\s*function Make\(/.test(text)) + 1;
  const stopped = inspector.next<Paused>('Debugger.paused');
  await inspector.post('Debugger.setBreakpointByUrl', { url: script?.url, lineNumber: line });
  await inspector.post('Debugger.resume');
  const frame = (await stopped).callFrames[0];
  expect(frame?.functionName).toBe('Make');
  expect(frame?.location.scriptId).toBe(script?.scriptId);
  inspector.close();
});

/** The address a debugger attaches to, as the command prints it. */
function debuggerUrl(process: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    process.stdout?.on('data', (data: Buffer) => {
      text += data.toString();
      const url = /ws:\/\/\S+/.exec(text)?.[0];
      if (url !== undefined) resolve(url);
    });
    process.on('exit', () => {
      reject(new Error(`the command ended before a debugger could attach: ${text}`));
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
