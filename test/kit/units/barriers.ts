// What axe-core finds on a page of the console.
import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

export const themes = ["day", "night"] as const;

/** Level AAA, which axe-core leaves out by itself unless rules are chosen by their tag. */
const aboveTheBar = { "color-contrast-enhanced": { enabled: false } };

/**
 * What keeps somebody from using what the page shows now: rule, element and why, one a line. All of axe-core's rules, the
 * best practices too, by day; by night those of colour, which is all that the themes change.
 */
export async function barriers(page: Page): Promise<readonly string[]> {
  // Into the page by the debugger: its content policy lets no script in.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const before = await page.evaluate(() => document.documentElement.dataset["theme"]);
  const found: string[] = [];
  for (const theme of themes) {
    await show(page, theme);
    const rules = theme === "day" ? {} : { runOnly: ["cat.color"], rules: aboveTheBar };
    const { violations } = await page.evaluate(
      (options) =>
        (window as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run(options),
      rules,
    );
    for (const { id, impact, nodes } of violations)
      for (const node of nodes)
        found.push(
          `${theme}: ${String(impact)}: ${id}: ${node.target.join(" ")}: ${(node.failureSummary ?? "").replace(/\s+/g, " ")}`,
        );
  }
  await show(page, before);
  return found;
}

/** Sets the theme and ends what moves: a colour on its way to another is no colour to judge. */
async function show(page: Page, theme: string | undefined): Promise<void> {
  await page.evaluate((value) => {
    document.documentElement.dataset["theme"] = value;
    for (const animation of document.getAnimations()) animation.cancel();
  }, theme);
}

/** What can be pressed within `place` and is smaller than a gloved finger needs (56 px), by its words. */
export function smallTargets(page: Page, place: string): Promise<readonly string[]> {
  return page
    .locator(`${place} :is(button, input, select, textarea, summary, a):visible`)
    .evaluateAll((all) =>
      (all as HTMLElement[]).flatMap((one) => {
        const { width, height } = one.getBoundingClientRect();
        return width < 56 || height < 56 ? [one.innerText || one.className] : [];
      }),
    );
}
