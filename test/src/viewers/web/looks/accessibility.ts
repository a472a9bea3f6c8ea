import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** WCAG 2.2, levels A and AA, and what axe holds for good practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe-core finds fault with on a page: a line for each rule that an element breaks. */
export async function faults(page: Page): Promise<string[]> {
  // By the test's own line into the page, which its Content-Security-Policy does not concern.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE);
  const run = `axe.run(document, { runOnly: ${JSON.stringify(RULES)}, resultTypes: ["violations"] })`;
  const { violations } = (await page.evaluate(run)) as AxeResults;
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${any[0]?.message ?? help}: ${html.slice(0, 160)}`),
  );
}

/** Everything that takes part in the page and can be seen or heard of. */
const CONTROLS = "a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex='0']";

/** The controls that the Tab key does not reach, or that do not show that they have the focus. */
export async function unreachable(page: Page): Promise<string[]> {
  const count = await page.evaluate((controls) => {
    (document.activeElement as HTMLElement | null)?.blur();
    const all = [...document.querySelectorAll<HTMLElement>(controls)].filter((each) =>
      each.checkVisibility(),
    );
    for (const each of all) each.dataset.tab = "never reached";
    return all.length;
  }, CONTROLS);
  for (let press = 0; press <= count; press++) {
    await page.keyboard.press("Tab");
    await page.evaluate(() => {
      const focused = document.activeElement as HTMLElement | null;
      if (!focused || focused === document.body) return;
      // A file input is as good as invisible; its label shows the focus.
      const shown = focused.closest<HTMLElement>("label.button") ?? focused;
      const { outlineStyle, outlineWidth } = getComputedStyle(shown);
      if (outlineStyle === "none" || outlineWidth === "0px") focused.dataset.tab = "focus not shown";
      else delete focused.dataset.tab;
    });
  }
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("[data-tab]")].map(
      (each) => `${each.dataset.tab}: ${each.outerHTML.slice(0, 120)}`,
    ),
  );
}

/** What reaches beyond the right edge, where the page can then be scrolled sideways. */
export function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const beyond = [...document.body.querySelectorAll("*")].filter(
      (each) => each.getBoundingClientRect().right > clientWidth + 0.5,
    );
    return [`${scrollWidth} pixels wide`, ...beyond.map((each) => each.outerHTML.slice(0, 100))];
  });
}
