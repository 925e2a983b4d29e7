import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { buildInPlace } from "../../kit/units/hotlist-place.js";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { BuildJob } from "../../../src/unit/hotlist/import/build-job.js";
import { importList } from "../../../src/unit/hotlist/import/import-list.js";
import type { ImportSettings } from "../../../src/unit/hotlist/import/import-settings.js";
import { openSourceFolder } from "../../../src/unit/hotlist/folder/source-folder.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { sourceConfig } from "../../kit/units/hotlist-config.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const clock = new FakeClock(Date.UTC(2026, 10, 27));
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const listKey = Buffer.alloc(32, 9);
const actor = { name: "tester", role: "technician", source: "cli" } as const;
const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
const rows = (count: number, from = 100): readonly string[] =>
  Array.from({ length: count }, (_, i) => `ABC${String(from + i)}`);

/** A source that needs signatures, and a sender that has the key. */
function place() {
  const root = scratchFolder();
  const dir = join(root, "lists");
  mkdirSync(dir);
  const signatureKey = join(root, "key.pem");
  writeFileSync(signatureKey, publicKey.export({ type: "spki", format: "pem" }));
  const source = sourceConfig({ id: "a", format: "csv", signatureKey });
  let n = 0;
  const lay = (plates: readonly string[]): { path: string; text: string } => {
    const path = join(root, `list-${String(++n)}.csv`);
    const text = ["plate", ...plates].join("\n") + "\n";
    writeFileSync(path, text);
    return { path, text };
  };
  const import_ = (path: string, rest: Partial<ImportSettings> = {}, build = buildInPlace) => {
    const request = { source, path, mode: null, force: false, origin: "command", actor, ...rest };
    return importList({ dir, key: listKey, clock, build }, request);
  };
  /** Lays a list with its signed manifest, and imports it. */
  const send = (plates: readonly string[], manifest: object, rest: Partial<ImportSettings> = {}) => {
    const { path, text } = lay(plates);
    const whole = {
      format: "hotlist-manifest.v1",
      source: "a",
      mode: "full",
      sequence: 1,
      date: "2026-11-27T00:00:00Z",
      sha256: sha(text),
      count: plates.length,
      ...manifest,
    };
    writeFileSync(`${path}.manifest`, JSON.stringify(whole));
    writeFileSync(
      `${path}.manifest.sig`,
      sign(null, Buffer.from(JSON.stringify(whole)), privateKey).toString("base64"),
    );
    return import_(path, rest);
  };
  const inForce = () => openSourceFolder(dir, "a").manifest();
  return { root, dir, source, lay, import: import_, send, inForce };
}

it("a signed manifest says mode, sequence and date, and each is held to", async () => {
  const { send, inForce } = place();
  await send(rows(5), { sequence: 7 });
  expect(inForce()).toMatchObject({ entries: 5, sequence: 7, listDate: Date.UTC(2026, 10, 27) });
  const report = await send(["NEW111"], { sequence: 8, mode: "add" });
  expect(report).toMatchObject({ mode: "add", warnings: [] });
  expect(inForce()).toMatchObject({ entries: 6, sequence: 8 });
  await expect(send(rows(5), { sequence: 9, source: "b" })).rejects.toThrow(/of the source b/);
  await expect(send(rows(5), { sequence: 9, count: 6 })).rejects.toThrow(/promises 6 rows, but there are 5/);
  await expect(send(rows(5), { sequence: 9, sha256: "0".repeat(64) })).rejects.toThrow(/SHA-256/);
  await expect(send(rows(5), { sequence: 9, date: "2099-01-01T00:00:00Z" })).rejects.toThrow(/dated 2099/);
  await expect(send(rows(5), { sequence: 9, mode: "full" }, { mode: "remove" })).rejects.toThrow(
    /manifest says full/,
  );
  expect(inForce()).toMatchObject({ entries: 6, sequence: 8 });
});

it("an old delivery brought again is refused, also when list.json and sequence.json lost what they knew", async () => {
  const { send, inForce, dir } = place();
  await send(rows(4), { sequence: 1 });
  await send(rows(5), { sequence: 2 });
  await expect(send(rows(4), { sequence: 1 })).rejects.toThrow(/was used already: 2 is the highest/);
  rmSync(join(dir, "a", "sequence.json"));
  await expect(send(rows(4), { sequence: 1 })).rejects.toThrow(/was used already/);
  // The last one may come again: it may have been cut off.
  await send(rows(5), { sequence: 2 });
  // A person can begin to count anew.
  await send(rows(4), { sequence: 1 }, { force: true });
  await send(rows(5), { sequence: 2 });
  expect(inForce()).toMatchObject({ entries: 5, sequence: 2 });
});

it("a delivery tried again is no refusal where it came another way meanwhile", async () => {
  const { send, dir } = place();
  await send(rows(3), { sequence: 2 });
  const old = { sequence: 1, mode: "remove" };
  await expect(send(rows(1), old, { isRetry: true })).rejects.toThrow(/used already/);
  expect(openSourceFolder(dir, "a").refusal()).toBeNull();
  await expect(send(rows(1), old)).rejects.toThrow(/used already/);
  expect(openSourceFolder(dir, "a").refusal()?.reason).toContain("used already");
});

it("a change that was missed is told, never passed over", async () => {
  const { send, inForce } = place();
  await send(rows(4), { sequence: 1 });
  await expect(send(["NEW222"], { sequence: 3, mode: "add" })).rejects.toThrow(/2 did not come/);
  await send(["NEW111"], { sequence: 2, mode: "add" });
  await expect(send(["NEW111"], { sequence: 2, mode: "add" })).rejects.toThrow();
  await send(["NEW222"], { sequence: 3, mode: "add" });
  expect(inForce()).toMatchObject({ entries: 6, sequence: 3 });
});

it("a changed manifest, one signed by nobody, and one that is no manifest are refused", async () => {
  const { lay, import: take } = place();
  const { path } = lay(rows(3));
  await expect(take(path)).rejects.toThrow(/neither FILE.manifest nor FILE.sig/);
  writeFileSync(`${path}.manifest`, "{}");
  await expect(take(path)).rejects.toThrow(/no FILE.manifest.sig/);
  writeFileSync(`${path}.manifest.sig`, sign(null, Buffer.from("other"), privateKey));
  await expect(take(path)).rejects.toThrow(/signature is not right/);
  writeFileSync(`${path}.manifest.sig`, sign(null, Buffer.from("{}"), privateKey));
  await expect(take(path)).rejects.toThrow(/does not fit hotlist-manifest.v1/);
});

it("a signature alone serves full lists only, with a warning, and never after a manifest", async () => {
  const { lay, import: take, send } = place();
  const { path, text } = lay(rows(3));
  writeFileSync(`${path}.sig`, sign(null, Buffer.from(text), privateKey));
  await expect(take(path, { mode: "remove" })).rejects.toThrow(/full lists only, not remove/);
  expect((await take(path)).warnings).toEqual([expect.stringContaining("signed without a manifest")]);
  writeFileSync(path, text + "XYZ789\n");
  await expect(take(path)).rejects.toThrow(/signature is not right/);
  await send(rows(4), { sequence: 1 });
  writeFileSync(path, text);
  await expect(take(path)).rejects.toThrow(/earlier lists of the source had/);
});

it.each(["manifest", "signature"])(
  "the bytes that are parsed are those of the %s, though the file changes meanwhile",
  async (kind) => {
    const { lay, import: take, inForce } = place();
    const swap = (job: BuildJob) => {
      // After everything on this side was checked, before the build reads: the tail is exchanged.
      writeFileSync(job.input, readFileSync(job.input, "utf8").replace("ABC102", "EVL666"));
      return buildInPlace(job);
    };
    const { path, text } = lay(rows(3));
    const manifest = { format: "hotlist-manifest.v1", source: "a", mode: "full", sequence: 2 };
    const more = { date: "2026-11-27T00:00:00Z", sha256: sha(text), count: 3 };
    const bytes = Buffer.from(JSON.stringify({ ...manifest, ...more }));
    if (kind === "manifest") {
      writeFileSync(`${path}.manifest`, bytes);
      writeFileSync(`${path}.manifest.sig`, sign(null, bytes, privateKey));
    } else writeFileSync(`${path}.sig`, sign(null, Buffer.from(text), privateKey));
    const before = inForce();
    await expect(take(path, {}, swap)).rejects.toThrow(/SHA-256 differs|signature is not right/);
    expect(inForce()).toEqual(before);
  },
);

it("removals are guarded: by share, over many small ones, and never down to nothing", async () => {
  const { send, inForce } = place();
  await send(rows(100), { sequence: 1 });
  await expect(send(rows(30), { sequence: 2, mode: "remove" })).rejects.toThrow(/more than 20 % lost/);
  await send(rows(15), { sequence: 2, mode: "remove" });
  await expect(send(rows(15, 115), { sequence: 3, mode: "remove" })).rejects.toThrow(/last full list 100/);
  expect(inForce()).toMatchObject({ entries: 85, fullEntries: 100 });
  const short = place();
  await short.send(rows(3), { sequence: 1 });
  await short.send(rows(1), { sequence: 2, mode: "remove" });
  await expect(short.send(rows(2, 101), { sequence: 3, mode: "remove" })).rejects.toThrow(
    /nothing would be left/,
  );
});
