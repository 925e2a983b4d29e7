// A page in Debian's Chromium that a test looks at.
import type { Browser, Page } from "playwright-core";
import { onTestFinished } from "vitest";

export interface OpenPage {
  readonly page: Page;
  /** What the page asked of servers, and what it complained about. */
  readonly requests: string[];
  readonly complaints: string[];
}

/** Opens a page of a given size; it is closed after the test. */
export async function openPage(
  browser: Browser,
  size: { width: number; height: number },
  more: { readonly ignoreHTTPSErrors?: boolean; readonly serviceWorkers?: "allow" } = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    ...{ viewport: size, timezoneId: "America/Chicago", hasTouch: true },
    // One would stand between the page and what a test puts in its way.
    ...{ serviceWorkers: "block", ...more },
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, requests, complaints };
}
