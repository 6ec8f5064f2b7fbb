/** Opens the preview page in a real browser for a test, with what the page complains about collected. */
import { after, before } from 'node:test';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { BROWSER } from '../../scripts/browser.mjs';
import { startSite } from '../../scripts/site.mjs';

export interface Opened {
  readonly page: Page;
  /** Console errors and uncaught exceptions. */
  readonly errors: string[];
  /** Something with this test id, inside the widget's shadow root. */
  readonly part: (testId: string) => Locator;
  readonly pin: (threadId: string) => Locator;
  /** The calls that the widget made on its newest client, by method name. */
  readonly calls: (name: string) => Promise<unknown[][]>;
}

export interface OpenOptions extends BrowserContextOptions {
  readonly query?: string;
  /** Changes the widget's attributes before it is in the page. */
  readonly attributes?: Record<string, string | null>;
  readonly waitForConnection?: boolean;
  /** Lets the test move time with `page.clock`. */
  readonly clock?: boolean;
  /** Runs in the page before anything else. */
  readonly first?: () => void;
}

/** Only a test that fails waits this long; a busy machine needs it. */
const PATIENCE_MS = 60_000;

let browser: Browser;
let site: { url: string; close: () => void };

/** Call at the top of a test file: one browser and one site for all of its tests. */
export function useBrowser(): void {
  before(async () => {
    [browser, site] = await Promise.all([chromium.launch(BROWSER), startSite()]);
  });
  after(async () => {
    await browser.close();
    site.close();
  });
}

/** Runs `test` on a fresh page, which is closed afterwards. */
export function onPage(options: OpenOptions, test: (opened: Opened) => Promise<void>): () => Promise<void> {
  return async () => {
    const { query = '', attributes = {}, waitForConnection = true, clock = false, first, ...context } = options;
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...context });
    page.setDefaultTimeout(PATIENCE_MS);
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(String(error)));
    if (clock) await page.clock.install();
    if (first) await page.addInitScript(first);
    await page.addInitScript(changeAttributes, attributes);
    await page.goto(site.url + query);
    // Loaded with its page, the script brings the client later.
    if (waitForConnection) await page.waitForFunction(() => window.PulseClient?.made.at(-1)?.status === 'connected');
    const part = (testId: string): Locator => page.getByTestId(testId);
    try {
      await test({
        page,
        errors,
        part,
        pin: (threadId) => page.locator(`[data-testid=pin][data-thread-id="${threadId}"]`),
        calls: (name) =>
          page.evaluate(
            (wanted) => (window.PulseClient.made.at(-1)?.calls ?? []).filter((call) => call.name === wanted).map((call) => call.args),
            name,
          ),
      });
    } finally {
      await page.close();
    }
  };
}

/** Waits until a check holds, for what has no element to wait for. */
export async function eventually(check: () => Promise<void> | void): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function changeAttributes(attributes: Record<string, string | null>): void {
  const observer = new MutationObserver(() => {
    const widget = document.querySelector('pulse-widget');
    if (!widget) return;
    observer.disconnect();
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null) widget.removeAttribute(name);
      else widget.setAttribute(name, value);
    }
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** Waits until the code for what people do at this moment has been loaded: what they do before is not shown. */
export async function live(page: Page): Promise<void> {
  await page.waitForFunction(() => window.PulseClient.made.at(-1)?.calls.some(({ name }) => name === 'updateViewport'));
}
