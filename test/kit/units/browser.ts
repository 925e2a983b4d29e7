// Debian's Chromium, headless, without its own talk to the outside.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { onTestFinished } from "vitest";

export const chromiumPath = "/usr/bin/chromium";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts Chromium; the caller closes it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, headless: true, args: flags });
}

/** Bundles the page into a folder that goes away after the tests that asked for it. */
export function buildPage(): { readonly dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-web-"));
  execFileSync(process.execPath, [join(import.meta.dirname, "../../../scripts/build-web.mjs"), dir]);
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

export interface OpenPage {
  readonly page: Page;
  /** What the page asked of servers, and what it complained about. */
  readonly requests: string[];
  readonly complaints: string[];
}

/** Opens a page of a given size; it is closed after the test. */
export async function openPage(browser: Browser, size: { width: number; height: number }): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: size, timezoneId: "America/Chicago", hasTouch: true });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, requests, complaints };
}
