import { describe, expect, it } from 'vitest';
import { skipMessage } from './testing/browser.ts';
import { chosen, Pages, saved, selected, spanOf, width } from './testing/pages.ts';

if (skipMessage !== undefined) {
  process.stderr.write(`The tests of the page's actions are skipped: ${skipMessage}\n`);
}

describe.skipIf(skipMessage !== undefined)('what a reader does on the page', () => {
  const pages = new Pages('vote-ignores-log', 'commit-by-half');

  it('steps by events, servers, RPCs and problems by key', async () => {
    const page = await pages.show('vote-ignores-log');
    const press = async (key: string): Promise<string> => {
      await page.keyboard.press(key);
      return selected(page);
    };
    const end = await selected(page);
    expect(await press('ArrowLeft')).not.toBe(end);
    expect(await press('ArrowRight')).toBe(end);
    expect(await press('p')).not.toBe(end);
    expect(await press('n')).toBe(end);
    expect(await press('Home')).toContain('0.0000 s');
    expect(await press('End')).toBe(end);
    await press('Home');
    expect(await press('f')).toBe(end);
    const reply = await press('ArrowLeft');
    expect(await page.getByRole('status').innerText()).toContain('RequestVote');
    expect(await press('ArrowUp')).not.toBe(reply);
    expect(await press('ArrowDown')).toBe(reply);
    expect(await press('[')).toContain('RequestVote');
    expect(await press(']')).toBe(reply);
  });

  it('steps by events, servers, RPCs and problems by mouse', async () => {
    const page = await pages.show('vote-ignores-log');
    const click = async (name: string): Promise<string> => {
      await page.getByRole('button', { name, exact: true }).click();
      return selected(page);
    };
    const end = await selected(page);
    expect(await click('◀ problem')).not.toBe(end);
    expect(await click('problem ▶')).toBe(end);
    const reply = await click('previous event');
    expect(reply).not.toBe(end);
    expect(await click('◀ server')).not.toBe(reply);
    expect(await click("next event of this event's server")).toBe(reply);
    expect(await click('◀ RPC')).toContain('RequestVote');
    expect(await click('next event of this RPC')).toBe(reply);
    expect(await click('next event')).toBe(end);
  });

  it('says why a key changes nothing, until something does', async () => {
    const page = await pages.show('vote-ignores-log');
    const notice = page.locator('.notice');
    await page.keyboard.press('0');
    const cases = {
      n: 'no problem after',
      ArrowRight: 'no event after',
      ']': 'belongs to no RPC',
      N: 'Search for something first',
      0: 'shows the whole run already',
      r: 'filters are as they were',
    };
    for (const [key, words] of Object.entries(cases)) {
      await page.keyboard.press(key);
      await notice.filter({ hasText: words }).waitFor();
    }
    await page.keyboard.press('p');
    await notice.waitFor({ state: 'detached' });
  });

  it('shows the message that the pointer is over', async () => {
    const page = await pages.show('commit-by-half');
    const box = await page.locator('canvas.lanes').boundingBox();
    if (box === null) throw new Error('the lanes are not there');
    const tooltip = page.locator('.tooltip');
    let isFound = false;
    // Somewhere along this line one of the arrows of the last entry is crossed.
    for (let x = box.x + 60; x < box.x + box.width && !isFound; x += 6) {
      await page.mouse.move(x, box.y + box.height * 0.32);
      isFound = (await tooltip.count()) > 0 && /S\d [→←] S\d/.test(await tooltip.innerText());
    }
    expect(await tooltip.innerText()).toMatch(
      /(AppendEntries|RequestVote) .*\n?.*(arrives after|lost: |still under way)/s,
    );
    await page.mouse.move(box.x + 20, box.y - 60);
    await tooltip.waitFor({ state: 'detached' });
  });

  it('resizes its panels by mouse and by key', async () => {
    const page = await pages.show('commit-by-half');
    for (const [label, panel, side] of [
      ['Width of events and details', '.right', 'width'],
      ['Height of the tables', '.bottom', 'height'],
      ['Height of the list of events', '.events', 'height'],
      ['Width of the table of servers', '.states', 'width'],
    ] as const) {
      const size = async (): Promise<number> =>
        (await page.locator(panel).boundingBox())?.[side] ?? 0;
      const bar = page.getByRole('separator', { name: label });
      const box = await bar.boundingBox();
      if (box === null) throw new Error(`no bar: ${label}`);
      const before = await size();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x - 40, y - 40, { steps: 3 });
      await page.mouse.up();
      const dragged = await size();
      expect(Math.abs(dragged - before)).toBeCloseTo(40, -1);
      await bar.press(side === 'width' ? 'ArrowRight' : 'ArrowDown');
      expect(await size()).not.toBeCloseTo(dragged, 0);
      await bar.dblclick();
      expect(await size()).toBeCloseTo(before, 0);
    }
  });

  it('zooms, pans and changes the axis by key and by button', async () => {
    const page = await pages.show('vote-ignores-log');
    const press = async (key: string): Promise<readonly [number, number]> => {
      await page.keyboard.press(key);
      return spanOf(page);
    };
    const click = async (name: string): Promise<readonly [number, number]> => {
      await page.getByRole('button', { name, exact: true }).click();
      return spanOf(page);
    };
    const opening = await spanOf(page);
    const closer = await press('+');
    expect(width(closer)).toBeLessThan(width(opening));
    const earlier = await press('a');
    expect(earlier[0]).toBeLessThan(closer[0]);
    expect((await press('d'))[0]).toBeGreaterThan(earlier[0]);
    expect(width(await press('-'))).toBeCloseTo(width(opening), 0);
    const whole = await press('0');
    expect(width(whole)).toBeGreaterThan(width(opening));
    expect(width(await press('c'))).toBeLessThan(width(whole));
    await press('t');
    await page.getByRole('button', { name: 'Axis: time' }).waitFor();
    expect(await click('All')).not.toEqual(whole);
    await click('Axis: time');
    expect(await click('All')).toEqual(whole);
    const half = await click('zoom in');
    expect(width(half)).toBeLessThan(width(whole));
    expect(width(await click('zoom out'))).toBeGreaterThan(width(half));
  });

  it('shows and hides heartbeats, the filter and the help by key and by button', async () => {
    const page = await pages.show('vote-ignores-log');
    const shown = page.locator('.events h2');
    const before = await shown.innerText();
    await page.keyboard.press('h');
    expect(await shown.innerText()).not.toBe(before);
    await page.keyboard.press('r');
    expect(await shown.innerText()).toBe(before);
    await page.getByRole('button', { name: '♥ heartbeats' }).click();
    expect(await shown.innerText()).not.toBe(before);
    await page.keyboard.press('v');
    await page.locator('.filter').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.filter').waitFor({ state: 'detached' });
    const dialog = page.getByRole('dialog');
    await page.keyboard.press('?');
    await dialog.waitFor();
    expect(await dialog.innerText()).toContain('next problem');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'this help' }).click();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('opens the help at its top, on a low screen too', async () => {
    const page = await pages.show('vote-ignores-log', { height: 500 });
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    const [top, rest] = await page.evaluate<[number, number]>(
      '(({ scrollTop, scrollHeight, clientHeight }) => [scrollTop, scrollHeight - clientHeight])' +
        "(document.querySelector('dialog'))",
    );
    expect(rest).toBeGreaterThan(0);
    expect(top).toBe(0);
  });

  it('filters by key alone', async () => {
    const page = await pages.show('commit-by-half');
    const before = await page.locator('.events h2').innerText();
    await page.keyboard.press('v');
    await page.getByLabel('appends').focus();
    await page.keyboard.press('Space');
    expect(await page.locator('.events h2').innerText()).not.toBe(before);
  });

  it('saves, copies and asks for files by key', async () => {
    const page = await pages.show('vote-ignores-log');
    expect(await saved(page, () => page.keyboard.press('s'))).toMatch(/^<svg/);
    expect(await saved(page, () => page.keyboard.press('m'))).toMatch(/^sequenceDiagram/);
    for (const key of ['o', 'x']) await chosen(page, () => page.keyboard.press(key));
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.press('y');
    await page.getByRole('button', { name: 'copied' }).waitFor();
  });

  it('searches by text and steps through the matches', async () => {
    const page = await pages.show('vote-ignores-log');
    await page.keyboard.press('/');
    await page.keyboard.type('RequestVote term 1');
    await page.locator('.count', { hasText: 'found' }).waitFor();
    await page.keyboard.press('Shift+Enter');
    expect(await selected(page)).toContain('RequestVote term 1');
    const first = await selected(page);
    await page.keyboard.press('Shift+Enter');
    expect(await selected(page)).toContain('RequestVote term 1');
    expect(await selected(page)).not.toBe(first);
    await page.keyboard.press('Escape');
    const last = await selected(page);
    await page.keyboard.press('ArrowRight');
    expect(await selected(page)).not.toBe(last);
  });

  it('follows a log index from its append to its application on each server', async () => {
    const page = await pages.show('vote-ignores-log');
    await page.keyboard.press('i');
    await page.keyboard.type('1');
    await page.locator('.follow h2', { hasText: 'steps' }).waitFor();
    const story = await page.locator('.follow table').innerText();
    for (const step of ['appended', 'replicated', 'committed', 'applied']) {
      expect(story).toContain(step);
    }
    await page.locator('.follow button.link').first().click();
    expect(await page.locator('.inspector h2').innerText()).toMatch(/Event #\d+/);
    await page.getByRole('button', { name: 'Stop following' }).click();
    expect(await page.locator('.follow').count()).toBe(0);
    await page.getByTitle('Follow index 2').click();
    expect(await page.locator('.follow h2').innerText()).toContain('Log index 2');
  });

  it('does everything by mouse: select, zoom at the pointer, pan, choose a window', async () => {
    const page = await pages.show('commit-by-half');
    const lanes = page.locator('canvas.lanes');
    const box = await lanes.boundingBox();
    if (box === null) throw new Error('the lanes are not there');
    const [x, y] = [box.x + box.width * 0.4, box.y + box.height * 0.5];
    const end = await selected(page);
    await page.mouse.click(x, y);
    expect(await selected(page)).not.toBe(end);
    const before = await spanOf(page);
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -300);
    const zoomed = await spanOf(page);
    expect(width(zoomed)).toBeLessThan(width(before));
    // What was below the pointer still is.
    const part = (box.width * 0.4 - 46) / (box.width - 46);
    const placeBefore = before[0] + part * width(before);
    expect(zoomed[0] + part * width(zoomed)).toBeCloseTo(placeBefore, 0);
    await page.mouse.down();
    await page.mouse.move(x + 120, y, { steps: 4 });
    await page.mouse.up();
    expect((await spanOf(page))[0]).toBeLessThan(zoomed[0]);
    const strip = await page.locator('canvas.window').boundingBox();
    if (strip === null) throw new Error('the overview is not there');
    await page.mouse.move(strip.x + 100, strip.y + 40);
    await page.mouse.down();
    await page.mouse.move(strip.x + 500, strip.y + 40, { steps: 4 });
    await page.mouse.up();
    expect(await spanOf(page)).not.toEqual(zoomed);
    await page.locator('.row').nth(3).click();
    await page.getByRole('button', { name: 'problem ▶' }).click();
    await page.getByRole('button', { name: 'Axis: order' }).click();
    await page.getByRole('button', { name: 'Axis: time' }).waitFor();
  });

  it('hides kinds of events, servers, and all but one pair', async () => {
    const page = await pages.show('commit-by-half');
    const count = async (): Promise<number> => {
      const text = await page.locator('.events h2').innerText();
      return Number(/([\d,]+) of/.exec(text)?.[1]?.replace(',', ''));
    };
    await page.getByRole('button', { name: 'Filter' }).click();
    const all = await count();
    await page.getByLabel('appends').uncheck();
    const fewer = await count();
    expect(fewer).toBeLessThan(all);
    await page.getByLabel('S4', { exact: true }).uncheck();
    const evenFewer = await count();
    expect(evenFewer).toBeLessThan(fewer);
    await page.getByLabel('only between').selectOption('0,1');
    expect(await count()).toBeLessThan(evenFewer);
    await page.getByRole('button', { name: 'Reset' }).click();
    expect(await count()).toBe(all);
  });
});
