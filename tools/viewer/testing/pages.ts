import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, FileChooser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { findBug } from '../../known-bugs/index.ts';
import { loadBug } from '../../known-bugs/load.ts';
import { findScenario } from '../../../labs/index.ts';
import { Program } from '../../../sim/program.ts';
import { loadImplementation } from '../../../tester/implementation/load.ts';
import type { RunResult } from '../../../tester/result.ts';
import { run } from '../../../tester/run.ts';
import { makeTraceFile } from '../make.ts';
import type { TraceFile } from '../trace-file.ts';
import { writePage } from '../write.ts';
import { launch, open, type OpenedPage, type OpenOptions } from './browser.ts';

/**
 * Three mistakes, each with a test that shows it, and where its cause can be seen: what the chain
 * behind the failure says, what stands in the lanes, and which cell of the tables gives it away.
 */
export const cases = [
  {
    bug: 'vote-ignores-log',
    test: 'TestRejoin3B',
    cause: /RequestVote #\d+ reply .*voteGranted true/,
    lanes: ['cut off', 'vote t', 'C 3', '✗ failed', '<circle'],
    cell: '.logs .entry.conflict',
  },
  {
    bug: 'commit-by-half',
    test: 'TestFailNoAgree3B',
    cause: /applies 20 at index 2/,
    lanes: ['cut off', '@2', 'c2', '✗ failed'],
    cell: '.states td.changed',
  },
  {
    bug: 'log-not-persisted',
    test: 'TestPersist13C',
    cause: /AppendEntries #\d+ reply .*success true/,
    lanes: ['@1', '+1', 'L 1'],
    cell: '.logs .entry:not(.committed)',
  },
] as const;

type Bug = (typeof cases)[number]['bug'];

/** The pages of known bugs' failures, in a browser that runs as long as a file's tests. */
export class Pages {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'raftlab-page-'));
  readonly #known = new Map<string, { file: string; result: RunResult }>();
  #browser: Browser | undefined;
  #opened: OpenedPage[] = [];

  /** To be called where tests are described; after each, nothing forbidden may have happened. */
  constructor(...bugs: readonly Bug[]) {
    beforeAll(async () => {
      this.#browser = await launch();
      for (const { bug, test } of cases.filter((each) => bugs.includes(each.bug))) {
        const result = await failingRun(bug, test);
        const file = await this.write(makeTraceFile(result, { replay: replayOf(test) }));
        this.#known.set(bug, { file, result });
      }
    });
    afterAll(async () => {
      await this.#browser?.close();
      rmSync(this.folder, { recursive: true, force: true });
    });
    afterEach(async () => {
      const mistakes = this.#opened.flatMap((each) => each.mistakes);
      for (const { page } of this.#opened) await page.context().close();
      this.#opened = [];
      expect(mistakes).toEqual([]);
    });
  }

  /** The run behind a bug's page. */
  result(bug: Bug): RunResult {
    return this.#of(bug).result;
  }

  async show(bug: Bug, options: OpenOptions = {}): Promise<Page> {
    return this.open(this.#of(bug).file, options);
  }

  async write(file: TraceFile): Promise<string> {
    return path.resolve(await writePage(file, { folder: this.folder }));
  }

  async open(file: string, options: OpenOptions = {}): Promise<Page> {
    if (this.#browser === undefined) throw new Error('the browser has not started yet');
    const opened = await open(this.#browser, file, options);
    this.#opened.push(opened);
    return opened.page;
  }

  #of(bug: Bug): { file: string; result: RunResult } {
    const known = this.#known.get(bug);
    if (known === undefined) throw new Error(`there is no page for ${bug}: name it in new Pages()`);
    return known;
  }
}

export function replayOf(test: string): string {
  return `npm run test -- -t ${test}`;
}

/** What an implementation makes of a test with seed 1, recorded. */
export async function runOf(implementation: string, test: string): Promise<RunResult> {
  const scenario = findScenario(test);
  if (scenario === undefined) throw new Error(`no test is called ${test}`);
  const { runtime, bundle } = await loadImplementation(implementation);
  const program = new Program(runtime, bundle);
  return run(scenario, program, { seed: 1, recording: 'on', implementation });
}

/** The first seed with which a known bug fails a test, recorded. */
export async function failingRun(id: string, test: string): Promise<RunResult> {
  const bug = findBug(id);
  const scenario = findScenario(test);
  if (bug === undefined || scenario === undefined) throw new Error(`no bug ${id} or test ${test}`);
  const { runtime, bundle } = await loadBug(bug);
  const program = new Program(runtime, bundle);
  for (let seed = 1; seed < 60; seed++) {
    const result = await run(scenario, program, { seed, recording: 'on', implementation: id });
    if (result.verdict === 'fail') return result;
  }
  throw new Error(`${id} does not fail ${test} with any of 60 seeds`);
}

/** The line of the selected event. */
export function selected(page: Page): Promise<string> {
  return page.locator('.row[aria-selected=true]').innerText();
}

/** What a file holds that something in the page saves. */
export async function saved(page: Page, act: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return readFileSync(await download.path(), 'utf8');
}

/** The question for a file that something in the page asks. */
export async function chosen(page: Page, act: () => Promise<void>): Promise<FileChooser> {
  const asked = page.waitForEvent('filechooser');
  // The browser must have been told that the question is for us before it comes.
  await page.evaluate('0');
  await act();
  return asked;
}

/**
 * The lanes' window as the address has it. The page writes there 200 ms after a change; a longer
 * timer in the same page ends after that one, however slow the machine is.
 */
export async function spanOf(page: Page): Promise<readonly [number, number]> {
  await page.evaluate('new Promise((done) => setTimeout(done, 250))');
  const hash = await page.evaluate<string>('location.hash');
  const window = new URLSearchParams(hash.slice(1)).get('window') ?? '';
  const [from, to] = window.split('~').map(Number);
  if (from === undefined || to === undefined) throw new Error(`there is no window in ${hash}`);
  return [from, to];
}

export function width([from, to]: readonly [number, number]): number {
  return to - from;
}
