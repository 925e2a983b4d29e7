// The built daemon under a clock three years ahead (libfaketime moves the wall clock only): nothing is deleted by it, it is told.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { parse } from "yaml";
import { openStoreHandle, type StoreHandle } from "../../src/unit/store/offline.js";
import { putNote } from "../../src/unit/store/database/notes.js";
import { personKey, readPerson, readTimeState, stateKey } from "../../src/unit/store/time-notes.js";
import { startDaemon, tagwatch, unitFolder, writeUnitConfig } from "../kit/units/daemon.js";
import { memoryLog } from "../kit/doubles/log.js";

const root = new URL("../../", import.meta.url).pathname;
const list = join(root, "fixtures/hotlists/demo.csv");
const library = ["x86_64", "aarch64"]
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`)
  .find((path) => existsSync(path));
const threeYears = "+1095d";

/** A wall clock that the test moves; the monotonic one is the machine's. */
function movableClock(dir: string) {
  const file = join(dir, "faketime");
  const set = (offset: string): void => writeFileSync(file, `${offset}\n`);
  set("+0");
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
  return { set, env };
}

/** gpsd's protocol, with a receiver that tells the right time each second. */
async function rightGpsd(): Promise<object> {
  const server = createServer((socket) => {
    const send = (): void => {
      const time = new Date().toISOString();
      const tpv = { class: "TPV", mode: 3, time, lat: 39.05, lon: -95.68, speed: 0 };
      socket.write(`${JSON.stringify(tpv)}\n`);
    };
    socket.write('{"class":"VERSION","release":"3.22","proto_major":3,"proto_minor":14}\n');
    const timer = setInterval(send, 1_000);
    socket.on("error", () => undefined).on("close", () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { kind: "gpsd", host: "127.0.0.1", port: (server.address() as { port: number }).port };
}

function start(config: string, env: NodeJS.ProcessEnv): ReturnType<typeof startDaemon> {
  const daemon = startDaemon(config, env);
  onTestFinished(() => void daemon.child.kill("SIGKILL"));
  return daemon;
}

/** Reads with one hit, recorded under the right time. */
async function recorded(changes: object = {}) {
  const folder = unitFolder();
  onTestFinished(() => folder.remove());
  const clock = movableClock(folder.dir);
  const config = writeUnitConfig(folder, {
    hotlist: { sources: [{ id: "demo", format: "csv" }] },
    ...changes,
  });
  expect(tagwatch(["hotlist", "import", "--config", config, "--source", "demo", list]).status).toBe(0);
  const daemon = start(config, clock.env);
  await daemon.line(/HIT .*VA3N7C/);
  return { config, clock, daemon };
}

const confirm = (config: string, now: Date, env: NodeJS.ProcessEnv = {}) =>
  tagwatch(
    [
      ...["time", "confirm", "--config", config],
      ...["--now", now.toISOString().slice(0, 19), "--why", "watch of the sergeant"],
    ],
    env,
  );

/** Changes what the stopped daemon wrote down of the time. */
function rewrite(config: string, edit: (evidence: StoreHandle["evidence"]) => void): void {
  const { store } = parse(readFileSync(config, "utf8")) as { store: { dir: string; key: string } };
  const key = readFileSync(store.key);
  const handle = openStoreHandle({ dir: store.dir, unitKey: key, now: () => Date.now(), log: memoryLog() });
  handle.evidence.write(() => edit(handle.evidence));
  handle.close();
}

/** As if the unit had run so long since nobody vouches: a real quarter of an hour is too long for a test. */
function ranUnvouched(config: string, unvouchedMs: number): void {
  rewrite(config, (evidence) => putNote(evidence.db, stateKey, { ...readTimeState(evidence), unvouchedMs }));
}

/** As if the computer had started anew since. */
function startedAnew(config: string): void {
  const boot = "an earlier boot";
  rewrite(config, (evidence) => {
    const state = readTimeState(evidence);
    const earlier = { vouched: { ...state?.vouched, boot }, wall: { ...state?.wall, boot } };
    putNote(evidence.db, stateKey, { ...state, ...earlier });
    putNote(evidence.db, personKey, { ...readPerson(evidence), boot });
  });
}

/** A person with the right time vouches; resolves when retention has looked at the time since. */
async function vouchRightly(config: string): Promise<void> {
  expect(confirm(config, new Date()).stdout).toContain("You vouch for");
  const status = (): string => tagwatch(["time", "status", "--config", config]).stdout;
  await vi.waitFor(() => expect(status()).toMatch(/by person in this boot/), {
    timeout: 60_000,
    interval: 500,
  });
}

const verify = (config: string) => tagwatch(["evidence", "verify", "--config", config]);

describe.skipIf(!library)("the daemon under a clock three years ahead", { timeout: 180_000 }, () => {
  it("that jumps while it runs: told, and nothing purged", async () => {
    const { config, clock, daemon } = await recorded();
    clock.set(threeYears);
    expect(await daemon.line(/"code":"CLOCK_STEP"/)).toMatch(/1095\.\d days ahead/);
    await vouchRightly(config);
    expect(await daemon.stop()).toBe(0);
    expect(daemon.output()).not.toContain("purged what is past its time");
    const verified = verify(config);
    expect(verified.stdout).toMatch(/everything holds/);
  });

  it("started twice: told both times, also what waits for a time, and nothing purged", async () => {
    const { config, clock, daemon } = await recorded();
    expect(await daemon.stop()).toBe(0);
    ranUnvouched(config, 16 * 60_000);
    clock.set(threeYears);
    for (let n = 0; n < 2; n++) {
      const again = start(config, clock.env);
      await again.line(
        n === 0 ? /"code":"CLOCK_STEP".*ahead of the last run/ : /"code":"CLOCK_STEP".*was moved by/,
      );
      expect(await again.line(/"code":"PURGE_WAITS"/)).toContain("nothing is deleted until then");
      await again.line(/READ /);
      expect(await again.stop()).toBe(0);
      expect(again.output()).not.toContain("purged what is past its time");
    }
    expect(tagwatch(["time", "status", "--config", config]).stdout).toMatch(/vouched for +never yet/);
    expect(verify(config).stdout).toMatch(/everything holds/);
  });

  it("is believed once a person vouches for it: what is due goes, and the chain holds", async () => {
    const { config, clock, daemon } = await recorded();
    await vouchRightly(config);
    expect(await daemon.stop()).toBe(0);
    startedAnew(config);
    clock.set("+40d");
    const later = start(config, clock.env);
    expect(await later.line(/"code":"CLOCK_STEP"/)).toContain("ahead of the last run");
    await later.line(/READ /);
    expect(later.output()).not.toContain("purged what is past its time");
    const then = new Date(Date.now() + 40 * 86_400_000);
    expect(confirm(config, new Date(), clock.env).status).not.toBe(0);
    expect(confirm(config, then, clock.env).stdout).toContain("You vouch for");
    const purged = await later.line(/purged what is past its time/);
    expect(purged).toMatch(/"reads":[1-9]/);
    expect(purged).toMatch(/"by":"person"/);
    expect(await later.stop()).toBe(0);
    expect(verify(config).stdout).toMatch(/everything holds/);
  });

  it("with a GPS that tells the right time: the conflict is told, and nothing purged", async () => {
    const { config, clock, daemon } = await recorded({ gps: await rightGpsd() });
    clock.set(threeYears);
    await daemon.line(/"code":"CLOCK_CONFLICT"/);
    await vouchRightly(config);
    expect(await daemon.stop()).toBe(0);
    expect(daemon.output()).not.toContain("purged what is past its time");
    expect(verify(config).stdout).toMatch(/everything holds/);
  });
});
