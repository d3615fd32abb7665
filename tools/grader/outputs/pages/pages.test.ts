import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../../tester/implementation/root.ts';
import { launch, skipMessage } from '../../../viewer/testing/browser.ts';
import { compare } from '../../similarity/compare.ts';
import { similarityPage } from '../../similarity/page.tsx';
import { sourcesOf } from '../../similarity/sources.ts';
import { folderWith } from '../../testing/folder.ts';
import { ann, context, evil, late, none, policy, stranger } from '../testing/graded.ts';
import { htmlReport } from './report.tsx';
import { summaryPage } from './summary.tsx';

if (skipMessage !== undefined) {
  process.stderr.write(`The tests of the grader's pages are skipped: ${skipMessage}\n`);
}

const files = sourcesOf(path.join(projectRoot, 'solutions')).map(({ name, text }) => {
  return { name, text: text.replaceAll('{\n', `{ // ${evil.replace('\n', ' ')}\n`) };
});
const comparison = compare(
  [
    { id: 'a', student: evil, files },
    { id: 'b', student: 'b', files },
  ],
  [],
);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(skipMessage !== undefined)('in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });

  afterAll(async () => {
    await browser.close();
  });

  describe.each([
    ['report.html', htmlReport(stranger, policy, context)],
    ['summary.html', summaryPage([ann, late, none, stranger], policy, context)],
    ['similarity.html', similarityPage(evil, comparison)],
  ])('%s', (name, html) => {
    test.each([
      ['light', 1280],
      ['dark', 1280],
      ['light', 380],
    ] as const)(
      'is quiet, accessible and as wide as the window: %s, %i pixels',
      async (colorScheme, width) => {
        const file = path.join(folderWith(), name);
        writeFileSync(file, html);
        // What watches the page is no script of the page, which may have none.
        const page = await browser.newPage({
          colorScheme,
          viewport: { width, height: 800 },
          bypassCSP: true,
        });
        const events: string[] = [];
        page.on('dialog', (dialog) => {
          events.push(`dialog: ${dialog.message()}`);
          void dialog.dismiss();
        });
        page.on('console', (message) => events.push(message.text()));
        const address = pathToFileURL(file).href;
        page.on('request', (request) => {
          if (request.url() !== address) events.push(`request: ${request.url()}`);
        });
        await page.goto(address);
        await page.evaluate(axe);
        const violations = await page.evaluate('axe.run().then(({ violations }) => violations)');
        expect(violations).toEqual([]);
        expect(events).toEqual([]);
        const excess =
          'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        expect(await page.evaluate(excess)).toBe(0);
        await page.close();
      },
    );
  });
});
