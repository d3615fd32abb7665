import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where systems keep a Chromium; `CHROMIUM` names another one. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const executablePath = [process.env.CHROMIUM ?? '', ...places].find(
  (place) => place !== '' && existsSync(place),
);

/** What to say where tests are skipped; undefined where there is a browser. */
export const skipMessage =
  executablePath === undefined
    ? `no Chromium found at ${places.join(', ')}: install it (apt-get install chromium) or set CHROMIUM`
    : undefined;

export function launch(): Promise<Browser> {
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page, and everything about it that must not happen. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors on the console or uncaught, and requests for anything but the file itself. */
  readonly mistakes: readonly string[];
}

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** Begins with `#`. */
  readonly hash?: string;
}

/** Opens a trace's page from disk and waits until it is ready. */
export async function open(
  browser: Browser,
  file: string,
  { width = 1280, height = 800, colorScheme = 'light', hash = '' }: OpenOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const mistakes: string[] = [];
  page.on('console', (message) => {
    if (/error|warning/.test(message.type())) mistakes.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => mistakes.push(`uncaught: ${error.message}`));
  const address = pathToFileURL(file).href;
  page.on('request', (request) => {
    const isOwn = request.url().startsWith(address) || /^(data|blob):/.test(request.url());
    if (!isOwn) mistakes.push(`request: ${request.url()}`);
  });
  await page.goto(address + hash);
  await page.waitForFunction("performance.getEntriesByName('ready').length > 0");
  return { page, mistakes };
}
