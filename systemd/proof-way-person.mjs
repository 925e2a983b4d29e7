// The officer of proof-way.sh, at a tablet on the unit's network: Debian's Chromium at the unit's page. The first time signs in
// and enrols a second factor; ends when what is waited for can be seen, and keeps the session for the next time.
//   node proof-way-person.mjs read|hit URL AUTHORITY NAME PASSWORD SESSION PICTURE
import { existsSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";
import { codeOf } from "./proof-code.mjs";

const [what, url, authority, name, password, session, picture] = process.argv.slice(2);
const sights = { read: ".reads .row.read .plate-text", hit: ".card .compare-row.read .signs" };
const patientMs = 240_000;

/** Whether the page answers with a certificate of setup's authority. Chromium's own store of authorities needs tools that
 * Debian does not install. */
const answers = () =>
  new Promise((resolve, reject) => {
    request(url, { ca: readFileSync(authority) }, (answer) => resolve(answer.resume()))
      .on("error", (error) => (error.code === "ECONNREFUSED" ? resolve(null) : reject(error)))
      .end();
  });

// Where the unit is still starting, an officer opens the page again.
while (!(await answers())) {
  if (performance.now() > patientMs) throw new Error(`nothing listens at ${url}`);
  await sleep(1_000);
}
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
try {
  const context = await browser.newContext({
    ...{ viewport: { width: 1280, height: 800 }, hasTouch: true, ignoreHTTPSErrors: true },
    ...(existsSync(session) && { storageState: session }),
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patientMs);
  await page.goto(url);
  if (!existsSync(session)) {
    await page.fill("[name=name]", name);
    await page.fill("[name=password]", password);
    await page.fill("[name=purpose]", "Patrol");
    await page.locator("form [type=submit]").tap();
    const secret = await page.locator(".enrol-key").innerText();
    await page.fill("[name=code]", codeOf(secret.replaceAll(" ", "")));
    await page.locator("form [type=submit]").tap();
  }
  await page.waitForSelector(".shell");
  const seen = page.locator(sights[what]).first();
  await seen.waitFor();
  console.log(`${what} on the page: ${(await seen.innerText()).replaceAll("\n", "")}`);
  await page.screenshot({ path: picture });
  await context.storageState({ path: session });
} catch (error) {
  for (const page of browser.contexts().flatMap((context) => context.pages()))
    await page.screenshot({ path: picture }).catch(() => undefined);
  throw error;
} finally {
  await browser.close();
}
