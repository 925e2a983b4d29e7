// Debian's Chromium, headless, without its own talk to the outside, and the page it opens.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";

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

/** Starts Chromium, with further arguments; the caller closes it. */
export function launchBrowser(...more: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, headless: true, args: [...flags, ...more] });
}

/** Bundles the page into a folder that goes away after the tests that asked for it. */
export function buildPage(which: "unit" | "centre" = "unit"): { readonly dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-web-"));
  execFileSync(process.execPath, [join(import.meta.dirname, "../../../scripts/build-web.mjs"), dir, which]);
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
