import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTraceFile } from './make.ts';
import { skipMessage } from './testing/browser.ts';
import { runBroken } from '../report/diagnosis/testing/broken.ts';
import { cases, chosen, Pages, replayOf, runOf, saved, selected } from './testing/pages.ts';

if (skipMessage !== undefined) {
  process.stderr.write(`The tests of the page are skipped: ${skipMessage}\n`);
}

describe.skipIf(skipMessage !== undefined)('the page of a trace', () => {
  const pages = new Pages(...cases.map(({ bug }) => bug));

  it.each(cases)('opens at the failure and shows the cause: $bug', async (shown) => {
    const { bug, cause, lanes, cell } = shown;
    const page = await pages.show(bug);
    const { failure } = pages.result(bug);
    expect(await selected(page)).toContain('FAILED');
    expect(await page.locator('.message').innerText()).toContain(failure?.message ?? 'nothing');
    const why = page.getByRole('navigation', { name: 'Why it failed' }).getByRole('button');
    expect(await why.count()).toBeGreaterThan(1);
    expect(await page.locator('.inspector .chain').innerText()).toMatch(cause);
    expect(await page.locator(cell).count()).toBeGreaterThan(0);
    const picture = await saved(page, () => page.keyboard.press('s'));
    for (const text of lanes) expect(picture).toContain(text);
    await why.first().click();
    expect(await selected(page)).not.toContain('FAILED');
    expect(await page.locator('.states tbody tr').count()).toBeGreaterThan(2);
  });

  it('numbers the evidence in text, lanes, list and chain, and hides it behind no filter', async () => {
    const page = await pages.show('vote-ignores-log');
    const why = page.getByRole('navigation', { name: 'Why it failed' });
    const badge = why.locator('.evidence');
    expect(await badge.allInnerTexts()).toEqual(['1', '2']);
    const text = await why.getByRole('button').nth(1).locator('.text').innerText();
    expect(text).toMatch(/RequestVote #\d+ reply/);
    for (const list of ['.row', '.chain li']) {
      expect(
        await page
          .locator(list, { has: page.locator('.evidence') })
          .last()
          .innerText(),
      ).toContain(text);
    }
    await page.getByRole('button', { name: 'Filter' }).click();
    for (const box of await page.locator('.filter input').all()) await box.setChecked(false);
    expect(await page.locator('.row').count()).toBe(3);
    const svg = page.getByRole('button', { name: 'SVG' });
    const picture = await saved(page, () => svg.click());
    // Each badge has a rim.
    expect(picture.match(/<circle/g)).toHaveLength(4);
  });

  it('calls a check a check, and shows no logs where there are none', async () => {
    const run = await runOf('skeleton', 'TestInitialElection3A');
    const page = await pages.open(await pages.write(makeTraceFile(run, { replay: 'x' })));
    expect(await page.locator('.message').innerText()).toMatch(/^failed check: one-leader/);
    expect(await page.locator('.hints').innerText()).toContain('Nobody ever asked for votes');
    expect(await page.locator('.logs').count()).toBe(0);
    expect(await page.locator('.states').count()).toBe(1);
  });

  it('has the hints under the verdict, with jumps to what shows them', async () => {
    const edit = {
      file: 'state.ts',
      replace: 'this.persister.Save(encode(saved), this.snapshot);',
      by: 'void encode(saved);',
    };
    const run = await runBroken({ test: 'TestPersist13C', edits: [edit] });
    const page = await pages.open(await pages.write(makeTraceFile(run, { replay: 'x' })));
    const hints = page.getByRole('list', { name: 'Hints and notes' });
    expect(await hints.innerText()).toContain('State was not saved before a crash');
    await hints.getByRole('button', { name: /S\d crashes/ }).click();
    expect(await selected(page)).toMatch(/S\d crashes$/);
  });

  it('draws the failure where servers still did much in that very moment', async () => {
    const run = pages.result('commit-by-half');
    const { trace = [] } = run;
    const atMs = trace.at(-1)?.atMs ?? 0;
    const later = [0, 1, 2, 3, 4].map((server) => ({
      ...({ kind: 'state', term: 9, isLeader: false } as const),
      server,
      atMs,
    }));
    const file = makeTraceFile({ ...run, trace: [...trace, ...later] }, { replay: 'x' });
    const page = await pages.open(await pages.write(file));
    expect(await selected(page)).toContain('FAILED');
    const svg = await saved(page, () => page.keyboard.press('s'));
    expect(svg).toContain('✗ failed');
  });

  it('opens a run that passed at an election, with more to look at', async () => {
    const run = await runOf('solutions', 'TestReElection3A');
    const page = await pages.open(await pages.write(makeTraceFile(run, { replay: 'x' })));
    expect(await selected(page)).toMatch(/is leader in term \d/);
    const highlights = page.getByRole('navigation', { name: 'Worth a look' }).getByRole('button');
    expect(await highlights.count()).toBeGreaterThan(3);
    await highlights.filter({ hasText: 'is cut off' }).first().click();
    expect(await selected(page)).toMatch(/is cut off/);
  });

  it.each([
    ['light', cases],
    // Only the colours differ.
    ['dark', cases.slice(0, 1)],
  ] as const)('has no accessibility violation in %s', async (scheme, shown) => {
    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    for (const { bug } of shown) {
      const page = await pages.show(bug, { colorScheme: scheme });
      await page.getByRole('button', { name: 'Filter' }).click();
      await page.locator('#follow').fill('1');
      await page.evaluate(readFileSync(axe, 'utf8'));
      const found = await page.evaluate<{ id: string; nodes: string[] }[]>(
        `axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
          ({ id, nodes: nodes.slice(0, 3).map(({ html, failureSummary }) => html + failureSummary) })))`,
      );
      expect(found).toEqual([]);
    }
  });

  it('keeps its state in the address, by event number', async () => {
    const page = await pages.show('commit-by-half');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('t');
    await page.waitForFunction("location.hash.includes('axis=time')");
    const hash = await page.evaluate<string>('location.hash');
    const line = await selected(page);
    const again = await pages.show('commit-by-half', { hash });
    expect(await selected(again)).toBe(line);
    await again.getByRole('button', { name: 'Axis: time' }).waitFor();
  });

  it('gives away the replay command, a picture and a Mermaid diagram', async () => {
    const page = await pages.show('vote-ignores-log');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy replay command' }).click();
    await page.getByRole('button', { name: 'copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(replayOf('TestRejoin3B'));
    const click = (name: string): Promise<string> =>
      saved(page, () => page.getByRole('button', { name, exact: true }).click());
    const svg = await click('SVG');
    expect(svg).toMatch(/^<svg xmlns/);
    expect(svg).toContain('✗ failed');
    const mermaid = await click('Mermaid');
    expect(mermaid).toMatch(/^sequenceDiagram\n/);
    expect(mermaid).toMatch(/S\d->>S\d: RequestVote/);
  });

  it('opens a dropped trace, and says why it cannot', async () => {
    const page = await pages.show('vote-ignores-log');
    const drop = async (name: string, text: string): Promise<void> => {
      const transfer = await page.evaluateHandle(
        `(() => { const data = new DataTransfer();
          data.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)})); return data; })()`,
      );
      await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
    };
    const json = JSON.stringify(makeTraceFile(pages.result('commit-by-half'), { replay: 'x' }));
    await drop('trace.json', json);
    await page.getByRole('heading', { name: 'TestFailNoAgree3B' }).waitFor();
    expect(await selected(page)).toContain('FAILED');
    await drop('trace.json', json.replace('"version":1', '"version":9'));
    expect(await page.getByRole('alert').innerText()).toContain('version 9');
    await drop('notes.txt', 'hello');
    await page.getByText('this is no trace').waitFor();
  });

  it('compares two traces at their first difference', async () => {
    const page = await pages.show('vote-ignores-log');
    const own = pages.result('vote-ignores-log');
    const trace = own.trace ?? [];
    const changed = trace.map((event, i) => (i >= 20 ? { ...event, atMs: event.atMs + 1 } : event));
    const file = path.join(pages.folder, 'other.json');
    const other = makeTraceFile({ ...own, trace: changed }, { replay: 'x' });
    writeFileSync(file, JSON.stringify(other));
    const button = page.getByRole('button', { name: 'Compare…' });
    const chooser = await chosen(page, () => button.click());
    await chooser.setFiles(file);
    await page.getByText('the first 20 events are the same').waitFor();
    expect(await page.locator('.inspector h2').innerText()).toContain('Event #20');
    expect(await page.locator('.comparison .differs').count()).toBe(2);
  });

  it('shows a gap where a long trace leaves events out', async () => {
    const file = makeTraceFile(pages.result('vote-ignores-log'), { replay: 'x', mostEvents: 100 });
    const leftOut = `${file.events - 100} `;
    const page = await pages.open(await pages.write(file), { hash: '#event=49' });
    await page.keyboard.press('h');
    await page.keyboard.press('0');
    expect(await page.locator('.events').innerText()).toContain(`${leftOut}left out`);
    const svg = await saved(page, () => page.keyboard.press('s'));
    expect(svg).toContain(`${leftOut}events left out`);
  });

  it('works on a narrow screen without scrolling sideways', async () => {
    const page = await pages.show('commit-by-half', { width: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(800);
  });
});
