// Security keys at the page of a unit that is reached by its name over TLS, with Chromium's own virtual keys.
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf, stepOf } from "../../src/shared/access/totp.js";
import { makeAuthority, type Certificate } from "../kit/peers/certificates.js";
import { buildPage, launchBrowser } from "../kit/peers/chromium.js";
import { barriers } from "../kit/units/barriers.js";
import { openPage } from "../kit/units/browser.js";
import { passwords, startConsole, type TestConsole } from "../kit/units/console.js";
import { patient, sizes } from "../kit/units/officer.js";

const host = "unit-12.agency.example";
const secret = Buffer.alloc(20, 7);

const folder = mkdtempSync(join(tmpdir(), "tagwatch-keys-"));
let browser: Browser;
let web: ReturnType<typeof buildPage>;
let certificate: Certificate;
beforeAll(async () => {
  web = buildPage();
  certificate = makeAuthority(folder, "Agency CA").issue(host, 30, `DNS:${host},IP:127.0.0.1`);
  const key = new X509Certificate(certificate.certificate).publicKey.export({ type: "spki", format: "der" });
  const trusted = createHash("sha256").update(key).digest("base64");
  browser = await launchBrowser(
    `--host-resolver-rules=MAP ${host} 127.0.0.1`,
    // As a machine that has the agency's authority: to a page it does not trust Chromium offers no key at all.
    `--ignore-certificate-errors-spki-list=${trusted}`,
  );
}, patient);
afterAll(async () => {
  await browser.close();
  web.remove();
  rmSync(folder, { recursive: true, force: true });
}, patient);

interface Keyed {
  readonly unit: TestConsole;
  readonly page: Page;
  readonly cdp: CDPSession;
  /** Chromium's name of the key that is put in. */
  readonly key: string;
  readonly url: string;
  readonly complaints: readonly string[];
}

/** A unit whose people have their apps already, and a browser with a key in it. */
async function keyed(size: { readonly width: number; readonly height: number }): Promise<Keyed> {
  const { certificateFile, keyFile, ...own } = certificate;
  const tls = { certificate: certificateFile, key: keyFile };
  const unit = await startConsole({
    webDir: web.dir,
    yaml: { secondFactor: "always", tls },
    tls: () => own,
  });
  for (const name of ["olive", "max"]) {
    const sealed = Buffer.from(unit.sealing.seal(`second factor ${name}`, secret)).toString("base64");
    unit.users.setSecondFactor(name, { sealed, steps: [] }, null);
  }
  const { page, complaints } = await openPage(browser, size);
  page.setDefaultTimeout(60_000);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const options = {
    ...({ protocol: "ctap2", transport: "usb", automaticPresenceSimulation: true } as const),
    ...{ hasResidentKey: false, hasUserVerification: false },
  };
  const { authenticatorId: key } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options });
  const url = unit.url.replace("127.0.0.1", host);
  return { unit, page, cdp, key, url, complaints };
}

async function giveName({ page, url }: Keyed, name: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto(url);
  await page.fill("[name=name]", name);
  await page.fill("[name=password]", passwords);
  await page.fill("[name=purpose]", "Patrol, shift B");
  await page.locator("form button[type=submit]").tap();
  await page.waitForSelector("[name=code]");
}

/** The next code: each counts once, so the clock goes on by one step. */
async function giveCode({ unit, page }: Keyed): Promise<void> {
  await unit.clock.advance(30_000);
  await page.fill("[name=code]", codeOf(secret, stepOf(unit.clock.now())));
  await page.locator("form button[type=submit]").tap();
  await page.waitForSelector(".shell");
}

async function addKey({ page }: Keyed, label: string): Promise<void> {
  await page.getByLabel("olive, Officer").tap();
  await page.locator(".sheet >> text=Security keys").tap();
  await page.fill(".sheet [name=label]", label);
  await page.fill(".sheet [name=password]", passwords);
  await page.locator(".sheet form .button.strong").tap();
}

const linesOf = ({ unit }: Keyed, event: string) =>
  unit.audit.lines
    .filter((line) => line.event === event)
    .map(({ outcome, detail = {} }) => [outcome, detail.key ?? detail.reason]);

async function smallTargets(page: Page): Promise<readonly string[]> {
  const boxes = await page
    .locator(".sheet button:visible, .sign-in button:visible")
    .evaluateAll((all) =>
      all.map((one) => ({ name: one.textContent ?? "", box: one.getBoundingClientRect() })),
    );
  return boxes
    .filter(({ box }) => Math.round(box.width) < 56 || Math.round(box.height) < 56)
    .map(({ name }) => name);
}

describe.each(sizes)("a security key at $width x $height", { timeout: patient }, (size) => {
  it("is added by name, used instead of the code, and removed by the administrator", async () => {
    const given = await keyed(size);
    const { unit, page } = given;
    await giveName(given, "olive");
    expect(await page.getByText("Use the security key").count()).toBe(0);
    await giveCode(given);
    await addKey(given, "yellow key");
    await page.waitForSelector(".sheet [role=status] >> text=yellow key is added");
    expect(await page.inputValue(".sheet [name=password]")).toBe("");
    expect.soft(await barriers(page), "own keys").toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await page.locator(".sheet >> text=Back").tap();
    const key = page.locator(".sheet >> text=Security keys");
    expect(await key.evaluate((one) => one === document.activeElement)).toBe(true);

    await giveName(given, "olive");
    expect.soft(await barriers(page), "asking for the key").toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await page.getByText("Use the security key").tap();
    await page.waitForSelector(".shell");
    expect(linesOf(given, "user.key-add")).toEqual([["success", "yellow key"]]);
    expect(linesOf(given, "sign-in").at(-1)).toEqual(["success", "yellow key"]);
    const [kept] = unit.users.keys.of(unit.users.find("olive")!);
    expect(kept).toMatchObject({ label: "yellow key", host, usedAt: unit.clock.now(), wentBackAt: null });

    await giveName(given, "max");
    await giveCode(given);
    await page.locator(".tabs button", { hasText: "People" }).tap();
    await page.locator("tr", { hasText: "olive" }).getByText("Yes, and 1 key").waitFor();
    await page.getByLabel("Change olive").tap();
    expect.soft(await barriers(page), "keys of a person").toEqual([]);
    await page.getByLabel("Remove yellow key", { exact: true }).tap();
    await page.getByLabel("Remove yellow key for good").tap();
    await page.waitForSelector("text=yellow key of olive is removed");
    expect(linesOf(given, "user.key-remove")).toEqual([["success", "yellow key"]]);
    await giveName(given, "olive");
    expect(await page.getByText("Use the security key").count()).toBe(0);
    expect(given.complaints.filter((words) => !words.includes("401"))).toEqual([]);
  });
});

describe("a security key", { timeout: patient }, () => {
  const [size] = sizes;

  it("that counts backwards, as a copy of it would, is refused and told of, and the code still lets in", async () => {
    const given = await keyed(size);
    const { unit, page, cdp, key: authenticatorId } = given;
    await giveName(given, "olive");
    await giveCode(given);
    await addKey(given, "yellow key");
    await page.waitForSelector(".sheet [role=status]");
    await giveName(given, "olive");
    await page.getByText("Use the security key").tap();
    await page.waitForSelector(".shell");
    const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
    const [credential] = credentials;
    if (!credential) throw new Error("the browser has no key");
    await cdp.send("WebAuthn.clearCredentials", { authenticatorId });
    await cdp.send("WebAuthn.addCredential", {
      authenticatorId,
      credential: { ...credential, signCount: 1 },
    });
    await giveName(given, "olive");
    await page.getByText("Use the security key").tap();
    await page.waitForSelector("text=counted backwards");
    expect(linesOf(given, "sign-in").at(-1)).toEqual(["failure", "key-counter"]);
    expect(unit.users.keys.of(unit.users.find("olive")!)[0]?.wentBackAt).toBe(unit.clock.now());
    await giveCode(given);
    await page.getByLabel("olive, Officer").tap();
    await page.locator(".sheet >> text=Security keys").tap();
    await page.waitForSelector(".key-list >> text=Counted backwards");
  });

  it("is said to need a host name where the page is reached by an address", async () => {
    const given = await keyed(size);
    const byAddress = { ...given, url: given.unit.url };
    await giveName(byAddress, "olive");
    await giveCode(byAddress);
    await given.page.getByLabel("olive, Officer").tap();
    await given.page.locator(".sheet >> text=Security keys").tap();
    await given.page.waitForSelector("text=reached by an address of numbers");
    expect(await given.page.locator(".sheet [name=label]").count()).toBe(0);
  });

  it("that is not put in leaves the code", async () => {
    const given = await keyed(size);
    const { page, cdp, key: authenticatorId } = given;
    await giveName(given, "olive");
    await giveCode(given);
    await addKey(given, "yellow key");
    await page.waitForSelector(".sheet [role=status]");
    await cdp.send("WebAuthn.clearCredentials", { authenticatorId });
    await giveName(given, "olive");
    await page.getByText("Use the security key").tap();
    await page.waitForSelector("text=The key was not used");
    await giveCode(given);
  });
});
