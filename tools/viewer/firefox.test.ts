import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { makeTraceFile } from './make.ts';
import { Firefox, firefoxSkipMessage } from './testing/firefox.ts';
import { failingRun } from './testing/pages.ts';
import { writePage } from './write.ts';

if (firefoxSkipMessage !== undefined) {
  process.stderr.write(`The test of the page in Firefox is skipped: ${firefoxSkipMessage}\n`);
}

/** The line of the selected event, as soon as the list shows it. */
const selected = `new Promise((done) => {
  const look = () => {
    const row = document.querySelector('.row[aria-selected=true]');
    if (row === null) setTimeout(look, 20);
    else requestAnimationFrame(() => done(row.innerText));
  };
  look();
})`;

/** How many of the page's pictures have nothing on them. */
const blank = `String([...document.querySelectorAll('canvas')].filter((canvas) =>
  !canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean)
).length)`;

test.skipIf(firefoxSkipMessage !== undefined)(
  'Firefox opens the page at the failure, draws the lanes, and steps by key',
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'raftlab-page-'));
    const result = await failingRun('vote-ignores-log', 'TestRejoin3B');
    const file = await writePage(makeTraceFile(result, { replay: '' }), { folder });
    const firefox = await Firefox.open({ width: 1280, height: 800 });
    try {
      await firefox.goto(pathToFileURL(path.resolve(file)).href);
      const end = await firefox.evaluate(selected);
      expect(end).toContain('FAILED');
      expect(await firefox.evaluate("String(document.querySelectorAll('canvas').length)")).toBe(
        '3',
      );
      expect(await firefox.evaluate(blank)).toBe('0');
      await firefox.press('p');
      await expect.poll(() => firefox.evaluate(selected)).not.toBe(end);
      await firefox.press('n');
      await expect.poll(() => firefox.evaluate(selected)).toBe(end);
      expect(firefox.mistakes).toEqual([]);
    } finally {
      await firefox.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  60_000,
);
