import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, watch, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { HotlistSourceConfig } from "../../../src/unit/config/hotlist-schema.js";
import { parseAnnouncement } from "../../../src/shared/protocol/announcement.js";
import { createHotlistArrival } from "../../../src/unit/hotlist/delivery/arrival.js";
import { download } from "../../../src/unit/hotlist/delivery/download.js";
import { openDropFolder } from "../../../src/unit/hotlist/delivery/drop-folder.js";
import { fetchList } from "../../../src/unit/hotlist/delivery/fetch-list.js";
import { modeOfName } from "../../../src/unit/hotlist/import/file-name.js";
import type { ImportSettings } from "../../../src/unit/hotlist/import/import-settings.js";
import type { HotlistLibrary } from "../../../src/unit/hotlist/library.js";
import { readProof } from "../../../src/shared/hotlist/signature.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { hotlistConfig, sourceConfig } from "../../kit/units/hotlist-config.js";
import { httpsServer } from "../../kit/peers/https.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const signal = new AbortController().signal;
const quietTime = { clock: new FakeClock(), onTime: () => undefined };
const body = "plate\n" + "ABC123\n".repeat(1_000);

describe("download", () => {
  it("shows the client certificate, keeps the ETag, and says when nothing is newer", async () => {
    const peers: boolean[] = [];
    const { url, tls } = await httpsServer((request, response) => {
      peers.push((request.socket as { authorized?: boolean }).authorized ?? false);
      const isSame = request.headers["if-none-match"] === '"v1"';
      response.writeHead(isSame ? 304 : 200, { etag: '"v1"' }).end(isSame ? undefined : body);
    });
    const part = join(scratchFolder(), "part");
    const first = await download({ url, tls, etag: undefined, maxBytes: 1e6, part, signal, ...quietTime });
    expect(first).toEqual({ kind: "file", path: part, etag: '"v1"', hasEnd: true });
    expect(readFileSync(part, "utf8")).toBe(body);
    expect(await download({ url, tls, etag: '"v1"', maxBytes: 1e6, part, signal, ...quietTime })).toEqual({
      kind: "unchanged",
    });
    expect(peers).toEqual([true, true]);
  });

  it("goes on where a broken download stopped", async () => {
    const ranges: (string | undefined)[] = [];
    const part = join(scratchFolder(), "part");
    const { url, tls } = await httpsServer((request, response) => {
      const { range } = request.headers;
      ranges.push(range);
      if (!range) {
        response.writeHead(200, { etag: '"v1"', "content-length": String(body.length) });
        response.write(body.slice(0, 3_000));
        // The line breaks when the client has taken them.
        const watcher = watch(dirname(part), () => {
          if (statSync(part, { throwIfNoEntry: false })?.size !== 3_000) return;
          watcher.close();
          response.destroy();
        });
        return;
      }
      const from = Number(/bytes=(\d+)-/.exec(range)?.[1]);
      response.writeHead(206, {
        etag: '"v1"',
        "content-range": `bytes ${String(from)}-${String(body.length - 1)}/${String(body.length)}`,
      });
      response.end(body.slice(from));
    });
    const ask = { url, tls, etag: undefined, maxBytes: 1e6, part, signal, ...quietTime };
    await expect(download(ask)).rejects.toThrow();
    await download(ask);
    expect(ranges).toEqual([undefined, "bytes=3000-"]);
    expect(readFileSync(part, "utf8")).toBe(body);
  });

  it("refuses what is too large, promised or not, and other answers", async () => {
    const { url, tls } = await httpsServer((request, response) => {
      if (request.url === "/list/gone") response.writeHead(404).end();
      else
        response
          .writeHead(200, request.url === "/list/said" ? { "content-length": String(body.length) } : {})
          .end(body);
    });
    const part = join(scratchFolder(), "part");
    const ask = (path: string) =>
      download({ url: url + path, tls, etag: undefined, maxBytes: 1_000, part, signal, ...quietTime });
    await expect(ask("/said")).rejects.toThrow(/larger than 1000/);
    await expect(ask("/unsaid")).rejects.toThrow(/larger than 1000/);
    await expect(ask("/gone")).rejects.toThrow(/answers 404/);
    expect(existsSync(part)).toBe(false);
  });
});

it("a list whose end nobody tells may be cut off, and is taken only with what proves it", async () => {
  const { url, files } = await httpsServer((request, response) => {
    // As HTTP/1.0 does: the end of the connection is the end of the file.
    response.shouldKeepAlive = false;
    response.useChunkedEncodingByDefault = false;
    response.writeHead(200);
    if (request.url === "/list") response.write("plate\nABC123\nDEF4", () => response.destroy());
    else response.end("x");
  });
  const source = sourceConfig({
    id: "a",
    format: "csv",
    download: { url, ...files },
  });
  const readSecret = (path: string) => readFileSync(path);
  const part = join(scratchFolder(), "part");
  const ask = { url, etag: undefined, maxBytes: 1e6, part, source, readSecret, signal, ...quietTime };
  await expect(fetchList(ask)).rejects.toThrow(/may be cut off/);
  expect(existsSync(part)).toBe(false);
  expect(await fetchList({ ...ask, sha256: "0".repeat(64) })).toMatchObject({ kind: "file" });
});

describe("drop folder", () => {
  it("takes a file only when it stopped changing", async () => {
    const dir = scratchFolder();
    const folder = openDropFolder(dir);
    writeFileSync(join(dir, "list.csv"), "plate\n");
    writeFileSync(join(dir, "list.csv.part"), "x");
    writeFileSync(join(dir, ".hidden"), "x");
    expect(await folder.look(0, 5_000)).toEqual({ settled: [], problems: [] });
    writeFileSync(join(dir, "list.csv"), "plate\nABC123\n");
    expect((await folder.look(5_000, 5_000)).settled).toEqual([]);
    expect((await folder.look(10_000, 5_000)).settled.map((file) => file.name)).toEqual(["list.csv"]);
  });

  it("the name says what the file does", () => {
    const full = ["a.csv", "saddle.csv", "Caddo Parish (2).csv", "Clear Creek.csv", "Del Norte update.csv"];
    expect(full.map(modeOfName)).toEqual(full.map(() => null));
    expect(["a.add.csv", "a.REMOVE.txt", "a.add"].map(modeOfName)).toEqual(["add", "remove", "add"]);
  });

  it.each([
    "one.remove (1).csv",
    "one.add(2).csv",
    "kbi-remove.csv",
    "kbi_add.csv",
    "remove.csv",
    "add.csv",
    "KBIADD.csv",
    "kbiRemoved.csv",
    "deleted plates.csv",
    "kbi.removals.csv",
    "kbi.delta.csv",
    "kbi.add.remove.csv",
    "Copy of kbi.add - Copy.csv",
    "kbi.cancelled.csv",
    "Recovered vehicles (3).csv",
    "kbi-incremental.csv",
  ])("%s is no full list, and is refused", (name) => {
    expect(() => modeOfName(name)).toThrow(/may mean that it adds or removes/);
  });
});

it("the service imports what is dropped, removes it, and sets a refused file aside with the reason", async () => {
  const [dir, dropDir] = [scratchFolder(), scratchFolder()];
  const config = hotlistConfig({ dropDir, settle: "2s", sources: [{ id: "a", format: "csv" }] });
  const imported: ImportSettings[] = [];
  const refusals: string[] = [];
  const library = {
    import: (settings: ImportSettings) => {
      imported.push(settings);
      return settings.path.includes("bad")
        ? Promise.reject(new Error("no entry in it"))
        : Promise.resolve({ warnings: [] });
    },
    refuse: (_source: string, reason: string) => void refusals.push(reason),
    refresh: () => Promise.resolve(),
    manifest: () => null,
    announced: () => [],
  } as unknown as HotlistLibrary;
  const clock = new FakeClock();
  const stop = new AbortController();
  const arrival = createHotlistArrival({
    config,
    dir,
    library,
    clock,
    log: memoryLog(),
    faults: memoryFaults(),
    readSecret: () => Buffer.alloc(0),
    onTime: () => undefined,
    isForgotten: false,
  });
  const running = arrival.run(stop.signal);
  mkdirSync(join(dropDir, "a"), { recursive: true });
  writeFileSync(join(dropDir, "a", "good.add.csv"), "plate\nABC123\n");
  writeFileSync(join(dropDir, "a", "bad.csv"), "nothing\n");
  const turned = { interval: 100, timeout: 20_000 };
  await expect.poll(() => clock.advance(2_000).then(() => refusals), turned).toEqual(["no entry in it"]);
  await expect.poll(() => existsSync(join(dropDir, "a", "good.add.csv")), turned).toBe(false);
  stop.abort();
  await running;
  expect(imported.map(({ mode, origin }) => [mode, origin])).toContainEqual(["add", "drop folder"]);
  expect(readFileSync(join(dropDir, "a", "failed", "bad.csv.reason.txt"), "utf8")).toContain("no entry");
});

describe("announcement", () => {
  const source = sourceConfig({ id: "a", format: "csv", download: { url: "https://lists.example/a.csv" } });
  const say = (change: object, sources: readonly HotlistSourceConfig[] = [source]) =>
    parseAnnouncement(
      Buffer.from(
        JSON.stringify({
          source: "a",
          url: "https://lists.example/b.csv",
          size: 10,
          sha256: "0".repeat(64),
          mode: "full",
          ...change,
        }),
      ),
      sources,
    );

  it("is followed on the configured server only", () => {
    expect(say({})).toMatchObject({ announcement: { mode: "full" } });
    // What it does is never guessed.
    expect(say({ mode: undefined })).toMatchObject({ reason: expect.stringContaining("mode") as string });
    expect(say({ url: "https://elsewhere.example/b.csv" })).toMatchObject({
      reason: expect.stringContaining("another server") as string,
    });
    expect(say({ url: "http://lists.example/b.csv" })).toHaveProperty("reason");
    expect(say({ source: "b" })).toMatchObject({ reason: "no such source" });
    expect(say({ size: 5e9 })).toMatchObject({ reason: expect.stringContaining("maxSize") as string });
    expect(say({ sha256: "xyz" })).toHaveProperty("reason");
    expect(say({}, [sourceConfig({ id: "a", format: "csv" })])).toMatchObject({
      reason: expect.stringContaining("no download") as string,
    });
    expect(parseAnnouncement(Buffer.from("{"), [source])).toEqual({ reason: "no JSON" });
  });
});

it("without a signature key nothing is asked for; with one, something must lie beside the list", async () => {
  const dir = scratchFolder();
  const list = join(dir, "list.csv");
  writeFileSync(list, body);
  expect(await readProof(list, sourceConfig({ id: "a", format: "csv" }))).toEqual({ kind: "none" });
  const { publicKey } = generateKeyPairSync("ed25519");
  const signatureKey = join(dir, "key.pem");
  writeFileSync(signatureKey, publicKey.export({ type: "spki", format: "pem" }));
  const source = sourceConfig({ id: "a", format: "csv", signatureKey });
  await expect(readProof(list, source)).rejects.toThrow(/neither FILE.manifest nor FILE.sig/);
});
