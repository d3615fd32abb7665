import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

/** Where systems keep a Firefox; `FIREFOX` names another one. */
const places = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

const executablePath = [process.env.FIREFOX ?? '', ...places].find(
  (place) => place !== '' && existsSync(place),
);

/** What to say where tests are skipped; undefined where there is a Firefox. */
export const firefoxSkipMessage =
  executablePath === undefined
    ? `no Firefox found at ${places.join(', ')}: install it (apt-get install firefox-esr) or set FIREFOX`
    : undefined;

interface Answer {
  readonly id?: number;
  readonly type: 'success' | 'error' | 'event';
  readonly result?: unknown;
  readonly message?: string;
  readonly params?: { readonly level?: string; readonly text?: string };
}

/**
 * A Firefox with one page, driven through WebDriver BiDi, which every Firefox speaks as it is;
 * playwright has a Firefox of its own for its tests.
 */
export class Firefox {
  /** What the page wrote to the console as an error or warning, and what it did not catch. */
  readonly mistakes: string[] = [];
  readonly #socket: WebSocket;
  readonly #stop: () => Promise<void>;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;
  #page = '';

  private constructor(socket: WebSocket, stop: () => Promise<void>) {
    this.#socket = socket;
    this.#stop = stop;
    socket.on('message', (data: Buffer) => {
      const answer = JSON.parse(data.toString('utf8')) as Answer;
      const { level, text } = answer.params ?? {};
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
      else if (level === 'error' || level === 'warn') this.mistakes.push(text ?? level);
    });
  }

  static async open(size: { readonly width: number; readonly height: number }): Promise<Firefox> {
    const profile = mkdtempSync(path.join(tmpdir(), 'raftlab-firefox-'));
    const flags = ['--headless', '--no-remote', '--profile', profile];
    const child = spawn(executablePath ?? '', [...flags, '--remote-debugging-port', '0'], {
      env: { ...process.env, HOME: profile },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const socket = new WebSocket(`${await addressOf(child)}/session`);
    const firefox = new Firefox(socket, async () => {
      socket.close();
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    await firefox.#ask('session.new', { capabilities: {} });
    await firefox.#ask('session.subscribe', { events: ['log.entryAdded'] });
    const { contexts } = await firefox.#ask<{ contexts: { context: string }[] }>(
      'browsingContext.getTree',
      {},
    );
    firefox.#page = contexts[0]?.context ?? '';
    const viewport = { context: firefox.#page, viewport: size };
    await firefox.#ask('browsingContext.setViewport', viewport);
    return firefox;
  }

  /** Settles when the page and all it holds is loaded. */
  async goto(url: string): Promise<void> {
    await this.#ask('browsingContext.navigate', { context: this.#page, url, wait: 'complete' });
  }

  /** The value of an expression in the page, once it is there; a string. */
  async evaluate(expression: string): Promise<string> {
    const { result, exceptionDetails } = await this.#ask<{
      result?: { value?: string };
      exceptionDetails?: { text: string };
    }>('script.evaluate', {
      expression,
      target: { context: this.#page },
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
    return result?.value ?? '';
  }

  async press(key: string): Promise<void> {
    const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value: key }));
    await this.#ask('input.performActions', {
      context: this.#page,
      actions: [{ type: 'key', id: 'keyboard', actions }],
    });
  }

  close(): Promise<void> {
    return this.#stop();
  }

  #ask<Result>(method: string, params: object): Promise<Result> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ type, result, message }) => {
        this.#waiting.delete(id);
        if (type === 'success') resolve(result as Result);
        else reject(new Error(`${method}: ${message ?? 'no reason was given'}`));
      });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
}

/** Firefox writes where it listens, once it does. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => {
      reject(new Error('Firefox ended before it could be reached'));
    });
    if (child.stderr === null) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      const address = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
}
