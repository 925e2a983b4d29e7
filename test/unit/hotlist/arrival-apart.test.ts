// One source, one way, one file holds up no other.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Announcement } from "../../../src/shared/protocol/announcement.js";
import { createAnnouncements, type Announcements } from "../../../src/shared/protocol/announcement-queue.js";
import { createHotlistArrival } from "../../../src/unit/hotlist/delivery/arrival.js";
import { createFolderAccess } from "../../../src/unit/hotlist/delivery/folder-access.js";
import { openDropFolder } from "../../../src/unit/hotlist/delivery/drop-folder.js";
import { createGate, within } from "../../../src/unit/hotlist/delivery/gate.js";
import type { ImportSettings } from "../../../src/unit/hotlist/import/import-settings.js";
import type { HotlistLibrary } from "../../../src/unit/hotlist/library.js";
import { TagwatchError } from "../../../src/shared/domain/faults/errors.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { hotlistConfig, sourceConfig } from "../../kit/units/hotlist-config.js";
import { httpsServer } from "../../kit/peers/https.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { scratchFolder } from "../../kit/units/scratch.js";

/** A running arrival over a library that only notes what it is asked. */
function arriving(
  written: Parameters<typeof hotlistConfig>[0],
  import_: (settings: ImportSettings) => Promise<void> = () => Promise.resolve(),
  inForce: { readonly sha256: string; readonly fullSha256?: string } | null = { sha256: "f".repeat(64) },
) {
  const dir = scratchFolder();
  const config = hotlistConfig(written);
  for (const { id } of config.sources) mkdirSync(join(dir, id));
  const clock = new FakeClock();
  const imported: string[] = [];
  const refusals: string[] = [];
  let refreshes = 0;
  const library = {
    import: async (settings: ImportSettings) => {
      await import_(settings);
      imported.push(
        `${settings.source.id} ${settings.path.split("/").at(-1) ?? ""} ${String(settings.mode)}`,
      );
      return { warnings: [] };
    },
    refuse: (source: string, reason: string) => void refusals.push(`${source}: ${reason}`),
    confirm: () => undefined,
    refresh: () => Promise.resolve(void refreshes++),
    manifest: () => inForce,
    announced: () => [],
    keepAnnounced: () => true,
  } as unknown as HotlistLibrary;
  const faults = memoryFaults();
  const { standing } = faults;
  const log = memoryLog();
  const readSecret = (path: string) => readFileSync(path);
  const arrival = createHotlistArrival({
    config,
    dir,
    library,
    clock,
    log,
    faults,
    readSecret,
    onTime: () => undefined,
    isForgotten: false,
  });
  const stop = new AbortController();
  const running = arrival.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await running;
  });
  return { clock, imported, refusals, standing, arrival, log, refreshes: () => refreshes };
}

/** While files are looked at, the hands go on slowly: a folder that takes half a minute counts as dead. */
const turned = { interval: 100, timeout: 20_000 };

const csv = (id: string) => ({ id, format: "csv" }) as const;

it("a download that drips for ever holds up neither another source, nor its own drop folder, and ends by its limit", async () => {
  let asked = 0;
  const { url, files } = await httpsServer((_request, response) => {
    asked++;
    response.writeHead(200, { "content-length": "100000" });
    const drip = setInterval(() => void response.write("x"), 20);
    response.on("close", () => clearInterval(drip));
  });
  const dropDir = scratchFolder();
  const slow = { ...csv("slow"), download: { url, ...files, within: "10m" } };
  const at = arriving({ dropDir, settle: "2s", sources: [slow, csv("bolo")] });
  for (const id of ["slow", "bolo"]) {
    mkdirSync(join(dropDir, id), { recursive: true });
    writeFileSync(join(dropDir, id, `${id}.csv`), "plate\nABC123\n");
  }
  await expect.poll(() => asked).toBe(1);
  await expect
    .poll(() => at.clock.advance(2_000).then(() => [...at.imported].sort()), turned)
    .toEqual(["bolo bolo.csv null", "slow slow.csv null"]);
  expect(at.refreshes()).toBeGreaterThan(1);
  await at.clock.advance(600_000);
  await expect
    .poll(() => at.refusals)
    .toEqual([expect.stringContaining("slow: the download took longer than 10 minutes")]);
}, 60_000);

it("a drop folder that cannot be used is that source's fault; the others go on", async () => {
  const dropDir = scratchFolder();
  // A file where the folder should be: as good as a wrong owner, and root is stopped by it too.
  writeFileSync(join(dropDir, "a"), "");
  const at = arriving({ dropDir, settle: "2s", sources: [csv("a"), csv("b")] });
  mkdirSync(join(dropDir, "b"), { recursive: true });
  writeFileSync(join(dropDir, "b", "b.csv"), "plate\nABC123\n");
  await expect.poll(() => at.clock.advance(2_000).then(() => at.imported), turned).toEqual(["b b.csv null"]);
  expect(at.standing.get("HOTLIST_DELIVERY drop folder of a")).toContain("drop folder of a");
});

it("a refused file with a name of 250 characters is set aside like any other", async () => {
  const dropDir = scratchFolder();
  const at = arriving({ dropDir, settle: "2s", sources: [csv("a")] }, () =>
    Promise.reject(new Error("no entry")),
  );
  mkdirSync(join(dropDir, "a"), { recursive: true });
  const name = "ä".repeat(123) + ".csv";
  writeFileSync(join(dropDir, "a", name), "nothing");
  await expect.poll(() => at.clock.advance(2_000).then(() => at.refusals), turned).toEqual(["a: no entry"]);
  expect(readdirSync(join(dropDir, "a", "failed")).sort()).toEqual(
    [name, "ä".repeat(100) + ".reason.txt"].sort(),
  );
  expect(at.standing.size).toBe(0);
});

it("a file that can be taken but not moved away is taken once, and told", async () => {
  const dir = scratchFolder();
  const folder = openDropFolder(dir);
  writeFileSync(join(dir, "a.csv"), "plate\n");
  await folder.look(0, 10);
  const [file] = (await folder.look(20, 10)).settled;
  if (!file) throw new Error("nothing settled");
  // Something that cannot be removed as a file, also by root.
  writeFileSync(join(dir, "failed"), "");
  chmodSync(dir, 0o700);
  mkdirSync(join(dir, "a.csv.sig"));
  await folder.done(file);
  writeFileSync(join(dir, "b.csv"), "");
  symlinkSync("/etc/hostname", join(dir, "link.csv"));
  const look = await folder.look(40, 10);
  expect(look.problems).toEqual([expect.stringContaining("link.csv")]);
  expect(existsSync(join(dir, "a.csv"))).toBe(false);
});

it("while a command imports into the same source, a dropped file waits and is not refused", async () => {
  const dropDir = scratchFolder();
  let busy = 3;
  const at = arriving({ dropDir, settle: "2s", sources: [csv("a")] }, () =>
    busy-- > 0 ? Promise.reject(new TagwatchError("HOTLIST_BUSY", "another import")) : Promise.resolve(),
  );
  mkdirSync(join(dropDir, "a"), { recursive: true });
  writeFileSync(join(dropDir, "a", "kbi.remove.csv"), "plate\nABC123\n");
  await expect
    .poll(() => at.clock.advance(2_000).then(() => at.imported), turned)
    .toEqual(["a kbi.remove.csv remove"]);
  expect(at.refusals).toEqual([]);
});

it("a name that may mean a change is refused, not taken for a full list", async () => {
  const dropDir = scratchFolder();
  const at = arriving({ dropDir, settle: "2s", sources: [csv("a")] });
  mkdirSync(join(dropDir, "a"), { recursive: true });
  writeFileSync(join(dropDir, "a", "one.remove (1).csv"), "plate\nABC123\n");
  await expect
    .poll(() => at.clock.advance(2_000).then(() => at.refusals), turned)
    .toEqual([expect.stringContaining("may mean that it adds or removes")]);
  expect(at.imported).toEqual([]);
});

/** An announcement of a list of its own. */
const one = (source: string, n: number, mode: Announcement["mode"]): Announcement => ({
  source,
  url: "https://lists.example/x",
  size: n + 1,
  sha256: String(n).padStart(64, "0"),
  mode,
});

describe("announcements", () => {
  const [a, b] = [sourceConfig(csv("a")), sourceConfig(csv("b"))];
  const put = (announcements: Announcements, ...of: readonly Announcement[]) =>
    of.map((announcement) =>
      announcements.put({ announcement, source: announcement.source === "a" ? a : b }),
    );

  it("keep their order, a repeated one its place, and one source does not push out another", () => {
    const announcements = createAnnouncements();
    const changes = [1, 2, 3].map((n) => one("a", n, "add"));
    put(announcements, one("b", 1, "full"), ...changes, one("a", 1, "add"), one("a", 2, "add"));
    const taken = changes.map(() => {
      const next = announcements.next("a", 0)?.announcement;
      if (next) announcements.done(next, true);
      return next;
    });
    expect(taken).toEqual(changes);
    expect(announcements.next("a", 0)).toBeUndefined();
    expect(announcements.next("b", 0)?.announcement).toEqual(one("b", 1, "full"));
  });

  it("a full list comes first, and makes those before it needless only once it is in force", () => {
    const announcements = createAnnouncements();
    put(announcements, one("a", 1, "full"), one("a", 2, "add"), one("a", 3, "full"), one("a", 4, "add"));
    expect(announcements.next("a", 0)?.announcement).toEqual(one("a", 3, "full"));
    // Whoever may publish can announce a full list that is not there.
    expect(announcements.failed(one("a", 3, "full"), 0)).toBe(true);
    expect(announcements.next("a", 0)?.announcement).toEqual(one("a", 1, "full"));
    announcements.done(one("a", 1, "full"), false);
    expect(announcements.next("a", 0)?.announcement).toEqual(one("a", 2, "add"));
    announcements.failed(one("a", 2, "add"), 0);
    announcements.done(one("a", 3, "full"), true);
    expect(announcements.next("a", 0)?.announcement).toEqual(one("a", 4, "add"));
    announcements.done(one("a", 4, "add"), true);
    expect(announcements.next("a", 1e9)).toBeUndefined();
  });

  it("of too many the oldest goes and is told; one that fails again and again is given up", () => {
    const announcements = createAnnouncements();
    const many = Array.from({ length: 18 }, (_, n) => one("a", n, "add"));
    expect(put(announcements, ...many).filter((dropped) => dropped)).toEqual(many.slice(0, 2));
    let tries = 1;
    for (let now = 0; announcements.failed(one("a", 5, "add"), now); now += 4_000_000) tries++;
    expect(tries).toBe(16);
  });

  it("of a change need a signature key", () => {
    const download = { url: "https://lists.example/a.csv", every: "7d" };
    const at = arriving({ sources: [{ ...csv("a"), download }] });
    at.arrival.announced(Buffer.from(JSON.stringify(one("a", 1, "remove"))));
    expect(JSON.stringify(at.log.lines)).toContain("no signatureKey");
  });

  it("one whose list does not come is tried again; a name that says another thing is refused", async () => {
    let isThere = false;
    const asked: string[] = [];
    const { url, files } = await httpsServer((request, response) => {
      asked.push(request.url ?? "");
      const isBroken = request.url === "/late" && !isThere;
      response.writeHead(isBroken ? 503 : 200).end(isBroken ? "" : "plate\nABC123\n");
    });
    const download = { url, ...files, every: "7d" };
    const at = arriving({ sources: [{ ...csv("a"), download }] });
    const wait = { timeout: 20_000 };
    const announce = (name: string, n: number) => {
      const message = { ...one("a", n, "full"), size: 999, url: new URL(name, url).href };
      at.arrival.announced(Buffer.from(JSON.stringify(message)));
      return at.clock.advance(2_000);
    };
    await expect.poll(() => at.imported, wait).toEqual(["a download.part null"]);
    await announce("/late", 1);
    await expect.poll(() => at.refusals, wait).toEqual([expect.stringContaining("503")]);
    await at.clock.advance(30_000);
    expect(asked).toEqual(["/list", "/late"]);
    isThere = true;
    await at.clock.advance(60_000);
    await expect.poll(() => at.imported, wait).toContain("a announced.part full");
    await announce("/kbi.remove.csv", 3);
    await expect.poll(() => at.refusals, wait).toHaveLength(2);
    expect(at.refusals[1]).toContain("announced as full, but the name of its address says remove");
    await at.clock.advance(4_000_000);
    expect(asked).toEqual(["/list", "/late", "/late"]);
  });
});

it("a full list that was changed since is not followed again, unless the list in force is damaged", async () => {
  const asked: string[] = [];
  const { url, files } = await httpsServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("plate\nABC123\n");
  });
  const sources = [{ ...csv("a"), download: { url, ...files, every: "7d" } }];
  const polled = new Set<unknown>();
  const full = one("a", 1, "full");
  const follow = async (inForce: Parameters<typeof arriving>[2]) => {
    asked.length = 0;
    polled.clear();
    const note = ({ isPolled }: ImportSettings) => Promise.resolve(void polled.add(isPolled));
    const { arrival, clock } = arriving({ sources }, note, inForce);
    // A broker that keeps an announcement brings it with every connection.
    for (const [name, n] of [
      ["/other", 2],
      ["/again", 1],
    ] as const) {
      const message = { ...one("a", n, "full"), size: 999, url: new URL(name, url).href };
      arrival.announced(Buffer.from(JSON.stringify(message)));
    }
    const wait = { timeout: 20_000 };
    await expect.poll(() => clock.advance(2_000).then(() => polled.size), wait).toBe(2);
    // The newest is followed first, and makes the one before it needless.
    return { asked: asked.filter((path) => path !== "/list"), isPolled: polled.has(true) };
  };
  const changed = await follow({ sha256: "f".repeat(64), fullSha256: full.sha256 });
  expect(changed).toEqual({ asked: ["/other"], isPolled: true });
  expect(await follow(null)).toEqual({ asked: ["/again"], isPolled: false });
});

it("a folder that does not answer is given up, and nothing more is begun before it does", async () => {
  const clock = new FakeClock();
  const [gate, { signal }] = [createGate(1), new AbortController()];
  const [one, other] = [createFolderAccess(clock, gate, signal), createFolderAccess(clock, gate, signal)];
  let answer: (text: string) => void = () => undefined;
  const dead = expect(one(() => new Promise<string>((resolve) => (answer = resolve)))).rejects.toThrow(
    /does not answer/,
  );
  let begun = 0;
  const work = () => Promise.resolve(++begun);
  const behind = expect(other(work)).rejects.toThrow(/does not answer/);
  await clock.advance(30_000);
  await Promise.all([dead, behind]);
  await expect(one(work)).rejects.toThrow(/does not answer/);
  expect(begun).toBe(0);
  answer("late");
  await expect.poll(() => begun).toBe(1);
  expect(await one(work)).toBe(2);
  await expect(one(() => Promise.reject(new Error("no right")))).rejects.toThrow("no right");
});

it("a gate lets so many through at once, and the others in their order", async () => {
  const gate = createGate(2);
  const order: number[] = [];
  let running = 0;
  let most = 0;
  await Promise.all(
    [1, 2, 3, 4, 5].map((n) =>
      gate(async () => {
        most = Math.max(most, ++running);
        await Promise.resolve();
        order.push(n);
        running--;
      }),
    ),
  );
  expect({ most, order }).toEqual({ most: 2, order: [1, 2, 3, 4, 5] });
  await expect(gate(() => Promise.reject(new Error("x")))).rejects.toThrow("x");
  await expect(gate(() => Promise.resolve(7))).resolves.toBe(7);
});

it("a time limit aborts the work and says so; an end for another reason keeps its own words", async () => {
  const clock = new FakeClock();
  const signal = new AbortController().signal;
  const limit = { clock, ms: 1_000, signal, late: "too late" };
  const ended = within(
    limit,
    (stop) =>
      new Promise((_, reject) =>
        stop.addEventListener("abort", () => reject(new Error("aborted")), { once: true }),
      ),
  );
  ended.catch(() => undefined);
  await clock.advance(1_000);
  await expect(ended).rejects.toThrow("too late");
  await expect(within(limit, () => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
});
