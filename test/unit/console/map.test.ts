// The map's routes: parts of the agency's file, and where this unit read plates.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { DensityJson, MapJson } from "../../../src/shared/web/map/map-types.js";
import { checkMapFile } from "../../../src/unit/console/map/file.js";
import { aRead, aRecord, idAt, testTime } from "../../kit/samples/records.js";
import { pmtiles } from "../../kit/samples/pmtiles.js";
import { startConsole } from "../../kit/units/console.js";
import { Client, signedIn } from "../../kit/units/console-client.js";
import { testStore } from "../../kit/units/store.js";

const wichita = { lat: 37.69224, lon: -97.33754 };
const tiles = "/api/map/tiles.pmtiles";

function fileOf(bytes: Uint8Array): string {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-map-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, "county.pmtiles"), bytes);
  return join(dir, "county.pmtiles");
}

const range = (text: string): RequestInit => ({ headers: { range: text } });

describe("the map file", () => {
  it("is told, and served in parts that name their place in it", async () => {
    const bytes = pmtiles(wichita);
    const unit = await startConsole({ yaml: { map: fileOf(bytes) } });
    const client = await signedIn(unit.url, "olive");
    const { body } = await client.request<MapJson>("/api/map");
    expect(body).toMatchObject({ file: { maxZoom: 12, attribution: "Invented © Test" }, fault: null });
    expect(body.file?.box.south).toBeCloseTo(37.39224, 5);
    const get = async (from: number, to: number) => {
      const init = { headers: { cookie: client.cookie, range: `bytes=${String(from)}-${String(to)}` } };
      const answer = await fetch(unit.url + tiles, init);
      return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
    };
    const some = await get(100, 299);
    expect(some.answer.status).toBe(206);
    expect(some.answer.headers.get("content-range")).toBe(`bytes 100-299/${String(bytes.length)}`);
    expect(some.bytes.equals(bytes.subarray(100, 300))).toBe(true);
    // The reader asks for 16 kB at first, whatever the size.
    const head = await get(0, 16_383);
    expect(head.bytes.equals(bytes)).toBe(true);
    expect(head.answer.headers.get("content-range")).toBe(
      `bytes 0-${String(bytes.length - 1)}/${String(bytes.length)}`,
    );
    expect(head.answer.headers.get("etag")).toBe(some.answer.headers.get("etag"));
    expect(head.answer.headers.get("cache-control")).toBe("no-store");
  });

  it("is refused without a session, to who may see no plate, whole, and in parts that are none or too large", async () => {
    const unit = await startConsole({ yaml: { map: fileOf(pmtiles(wichita)) } });
    const paths = ["/api/map", "/api/map/density?lat=37&lon=-97", tiles];
    const stranger = new Client(unit.url);
    for (const path of paths)
      expect((await stranger.request(path, range("bytes=0-9"))).status, path).toBe(401);
    for (const name of ["tess", "flo", "max"]) {
      const client = await signedIn(unit.url, name);
      for (const path of paths)
        expect((await client.request(path, range("bytes=0-9"))).status, path).toBe(403);
    }
    const client = await signedIn(unit.url, "ana");
    const status = async (text?: string): Promise<number> =>
      (await client.request(tiles, text === undefined ? {} : range(text))).status;
    expect(await status()).toBe(416);
    for (const bad of ["bytes=9-0", "bytes=5-", "bytes=-5", "bytes=0-1,4-5", "items=0-9", "bytes=a-b"])
      expect(await status(bad), bad).toBe(416);
    expect(await status("bytes=0-1048576")).toBe(416);
    expect(await status("bytes=0-1048575")).toBe(206);
    expect(await status("bytes=999999999-1000000000")).toBe(416);
    expect(await status("bytes=0-99999999999999999999")).toBe(416);
    expect(unit.log.lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("that is flooded uses up its own allowance, not that of a verdict", async () => {
    const unit = await startConsole({ yaml: { map: fileOf(pmtiles(wichita)) } });
    const client = await signedIn(unit.url, "olive");
    const statuses: number[] = [];
    while (statuses.at(-1) !== 429 && statuses.length < 300)
      statuses.push((await client.request(tiles, range("bytes=0-9"))).status);
    expect(statuses.length).toBe(201);
    expect((await client.request("/api/map")).status).toBe(200);
  });

  it("that is missing or damaged is a fault that says why, until it is mended", async () => {
    const file = fileOf(pmtiles(wichita).subarray(0, 400));
    const unit = await startConsole({ yaml: { map: file } });
    const client = await signedIn(unit.url, "olive");
    expect((await client.request<MapJson>("/api/map")).body).toEqual({
      file: null,
      fault: "The agency's map file cannot be used; see Unit.",
    });
    expect(unit.faults.list()).toMatchObject([{ code: "CONSOLE_MAP", severity: "warning" }]);
    expect(unit.faults.list()[0]?.text).toMatch(/is cut short: it should have \d+ bytes, and has 400$/);
    writeFileSync(file, pmtiles(wichita));
    expect((await client.request<MapJson>("/api/map")).body.file).not.toBeNull();
    expect(unit.faults.list()).toEqual([]);
    rmSync(file);
    expect((await client.request(tiles, range("bytes=0-9"))).status).toBe(503);
  });

  it("is none where none is configured", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "olive");
    expect((await client.request<MapJson>("/api/map")).body).toEqual({ file: null, fault: null });
    expect((await client.request(tiles, range("bytes=0-9"))).status).toBe(404);
  });

  it.each([
    ["is no PMTiles file", Buffer.from("<html>not found</html>")],
    ["is no PMTiles file", Buffer.alloc(0)],
    ["is PMTiles version 2; the page reads version 3 (pmtiles convert)", pmtiles(wichita, { version: 2 })],
    ["holds PNG pictures; the page draws vector tiles", pmtiles(wichita, { tileType: 2 })],
    [
      "is compressed as brotli; the page reads gzip, or what is not compressed",
      pmtiles(wichita, { compression: 3 }),
    ],
    [
      'has no layer "roads" (its layers: transportation, water); make it from the Protomaps basemap',
      pmtiles(wichita, { layers: ["transportation", "water"] }),
    ],
  ])("that %s is said by check", (words, bytes) => {
    const file = fileOf(bytes);
    expect(() => checkMapFile(file)).toThrow(`${file} ${words}`);
  });

  it("is taken by check when it is whole", () => {
    expect(() => checkMapFile(fileOf(pmtiles(wichita)))).not.toThrow();
  });
});

describe("where plates were read", () => {
  it("is counted by cells around the middle, newest reads first, and told in the trail", async () => {
    const { store } = await testStore();
    const unit = await startConsole({ records: store, audit: store });
    const places = [
      [37.6921, -97.3375],
      [37.69219, -97.33759],
      [37.7321, -97.3375],
      [39.1, -94.6],
    ] as const;
    for (const [n, [lat, lon]] of places.entries()) {
      const position = { lat, lon, quality: "3d", ageMs: 0 } as const;
      const capturedAt = { at: testTime + n * 1_000, uncertaintyMs: 1, source: "gps" } as const;
      await store.record(aRecord(aRead({ id: idAt(testTime + n), position, capturedAt })));
    }
    await store.record(aRecord(aRead({ id: idAt(testTime + 9), position: null })));
    const client = await signedIn(unit.url, "olive");
    const { body } = await client.request<DensityJson>("/api/map/density?lat=37.7&lon=-97.3");
    expect(body.cells.map(([south, west, count]) => [south.toFixed(3), west.toFixed(3), count])).toEqual([
      ["37.692", "-97.338", 2],
      ["37.732", "-97.338", 1],
    ]);
    expect(body).toMatchObject({ cellDegrees: 0.001, countedTo: null, isCut: false });
    expect(body.box).toMatchObject({ south: 37.45, north: 37.95 });
    expect(store.auditEvents(1, null)).toMatchObject([
      { event: "reads.map", detail: { purpose: "patrol", lat: "37.700", lon: "-97.300" } },
    ]);
  });

  it("needs a purpose of who has no live alerts, and numbers that are on the ground", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "ana");
    const status = async (query: string): Promise<number> =>
      (await client.request(`/api/map/density?${query}`)).status;
    expect(await status("lat=37.7&lon=-97.3")).toBe(400);
    expect(await status("lat=37.7&lon=-97.3&purpose=case+26-1187")).toBe(200);
    expect(await status("lat=97&lon=-97.3&purpose=case+26-1187")).toBe(400);
    expect(await status("lon=-97.3&purpose=case+26-1187")).toBe(400);
    expect(await status("lat=x&lon=-97.3&purpose=case+26-1187")).toBe(400);
  });

  it("is not shown when the trail cannot be written", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "olive");
    unit.audit.broken = true;
    expect((await client.request("/api/map/density?lat=37.7&lon=-97.3")).status).toBe(503);
  });
});
