import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launch, open } from './testing/browser.ts';
import { longRun } from './testing/long-run.ts';
import { writeTraceFile } from './write.ts';

/** One figure of a trace's page. */
interface Measurement {
  readonly what: string;
  readonly value: number;
  readonly unit: 'MB' | 'ms';
  /** What it may be at most; undefined where it is only shown. */
  readonly limit?: number;
}

const events = 100_000;

/** Windows that a reader looks at, in events: from a close look to the whole run. */
const windows = [60, 250, 1_000, 10_000, events];
const redrawsEach = 24;
const openings = 3;

/**
 * Measures a trace of 100 000 events in a browser: its file, the time until its page can be used, and
 * redraws. Says a line for each figure, and gives whether all are within their limits.
 */
export async function benchmarkPage(say: (line: string) => void): Promise<boolean> {
  let isGood = true;
  for (const { what, value, unit, limit } of await measurePage()) {
    const isOver = limit !== undefined && value > limit;
    const bound = limit === undefined ? '' : `, at most ${limit} ${unit}`;
    say(`${what}: ${value.toFixed(2)} ${unit}${bound}${isOver ? '  TOO MUCH' : ''}`);
    if (isOver) isGood = false;
  }
  return isGood;
}

async function measurePage(): Promise<readonly Measurement[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'raftlab-viewer-'));
  const browser = await launch();
  try {
    const run = await longRun(events);
    const file = await writeTraceFile(run, { folder, replay: 'npm run bench' });
    const ready: number[] = [];
    let redraws: readonly Measurement[] = [];
    for (let i = 0; i < openings; i++) {
      const { page } = await open(browser, file);
      ready.push(await page.evaluate<number>("performance.getEntriesByName('ready')[0].startTime"));
      if (i === openings - 1)
        redraws = [...(await measureRedraws(page)), ...(await measureUse(page))];
      await page.context().close();
    }
    const { size } = await stat(file);
    return [
      { what: `file of ${events} events`, value: size / 1e6, unit: 'MB', limit: 2 },
      { what: 'ready', value: median(ready), unit: 'ms', limit: 1500 },
      ...redraws,
    ];
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureRedraws(page: Page): Promise<readonly Measurement[]> {
  const measurements: Measurement[] = [];
  const all: number[] = [];
  for (const window of windows) {
    const times = await page.evaluate<number[]>(redrawing(window));
    if (times.length < redrawsEach) throw new Error('the page did not draw when it should have');
    const what = `redraw of ${window} events`;
    measurements.push({ what, value: median(times), unit: 'ms' });
    all.push(...times);
  }
  return [...measurements, { what: 'redraw', value: median(all), unit: 'ms', limit: 8 }];
}

/** What a reader waits for while typing an index to follow, and while dragging the overview's window. */
async function measureUse(page: Page): Promise<readonly Measurement[]> {
  const longest = await page.evaluate<number>(following);
  const drags = await page.evaluate<number[]>(dragging);
  if (drags.length === 0) throw new Error('the overview did not draw its window');
  return [
    { what: 'longest wait while following an index', value: longest, unit: 'ms', limit: 100 },
    { what: "redraw of the overview's window", value: median(drags), unit: 'ms', limit: 4 },
  ];
}

/** Types an index, and gives how long the page was busy at a stretch until its story is told. */
const following = `(async () => {
  let longest = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  for (const index of ['1', '12', '123']) {
    const field = document.getElementById('follow');
    field.value = index;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((done) => setTimeout(done, 30));
  }
  const isTold = () => /steps|nothing/.test(document.querySelector('.follow h2')?.innerText ?? '');
  while (!isTold()) await new Promise((done) => setTimeout(done, 50));
  clearInterval(beat);
  return longest;
})()`;

/** Moves the window across the overview; the run below it must not be drawn again. */
const dragging = `(async () => {
  performance.clearMeasures();
  for (let i = 0; i < ${redrawsEach}; i++) {
    location.hash = 'axis=time&window=' + i * 100 + '~' + (i * 100 + 4000);
    for (let frame = 0; frame < 3; frame++) await new Promise((done) => requestAnimationFrame(done));
  }
  if (performance.getEntriesByName('draw overview').length > 0) throw new Error('the run was drawn again');
  return performance.getEntriesByName('draw window').map((entry) => entry.duration);
})()`;

/** Moves the window along the run through the address, and collects how long each drawing took. */
function redrawing(window: number): string {
  return `(async () => {
    const times = [];
    for (let i = 0; i < ${redrawsEach}; i++) {
      const from = (i / ${redrawsEach}) * (60000 - Math.min(60000, ${window})) + i;
      performance.clearMeasures();
      location.hash = 'axis=order&window=' + from + '~' + (from + ${window});
      for (let frame = 0; frame < 4; frame++) await new Promise((done) => requestAnimationFrame(done));
      await new Promise((done) => setTimeout(done, 250));
      times.push(...performance.getEntriesByName('draw lanes').map((entry) => entry.duration));
    }
    return times;
  })()`;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
