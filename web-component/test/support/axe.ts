/** Asks axe what is wrong with a part of the page. */
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds wrong in an element, once nothing in it moves any more. */
export async function violations(page: Page, selector = 'pulse-widget'): Promise<string[]> {
  await page.waitForFunction(
    (where) =>
      document
        .querySelector(where)!
        .shadowRoot!.getAnimations()
        .every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Number.POSITIVE_INFINITY),
    selector,
  );
  await page.addScriptTag({ path: AXE });
  return page.evaluate(
    async ([rules, where]) => {
      const axe = Reflect.get(window, 'axe') as { run: (where: unknown, options: unknown) => Promise<AxeResults> };
      const { violations: found } = await axe.run({ include: where }, { runOnly: rules });
      return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
    },
    [RULES, selector] as const,
  );
}
