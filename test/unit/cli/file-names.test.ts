// Files whose names are no UTF-8 (here Latin-1) are used where that can be, and told of everywhere.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { replayFolder } from "../../../src/unit/camera/replay.js";
import { openInputs, type Input } from "../../../src/unit/cli/read/inputs.js";
import { pathIn, shownPath, type FilePath } from "../../../src/shared/domain/file-name.js";
import { openDropFolder } from "../../../src/unit/hotlist/delivery/drop-folder.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { openKeys } from "../../../src/unit/store/keys/keys.js";
import { storePaths } from "../../../src/unit/store/database/paths.js";
import { removeOldExports } from "../../../src/unit/store/retention/purge-exports.js";
import { wipeStore } from "../../../src/unit/store/wipe.js";
import { loadPicture } from "../../../src/unit/vision/plates/image.js";
import { openLabelledSets } from "../../../src/unit/vision/plates/labelled-set.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { ripeStore } from "../../kit/units/store.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const picture = readFileSync(new URL("../../../fixtures/models/crop-golden.png", import.meta.url));

/** `caf\xE9` and an ending, in a folder. */
const latin = (dir: string, ending = ""): Buffer =>
  Buffer.concat([Buffer.from(`${dir}/caf`), Buffer.of(0xe9), Buffer.from(ending)]);

test("a path is shown as it is, or byte by byte where it is no text", () => {
  expect(pathIn("/a", Buffer.from("é.png"))).toBe("/a/é.png");
  expect(pathIn("/a", Buffer.of(0xff))).toBeInstanceOf(Uint8Array);
  expect(shownPath("/a/é.png")).toBe("/a/é.png");
  expect(shownPath(latin("/a", "\n\\.png"))).toBe("/a/caf\\xE9\\x0A\\x5C.png");
});

test("`read` reads such a picture, also in such a folder, and says of such a video that it must be renamed", async () => {
  const dir = scratchFolder();
  mkdirSync(latin(dir));
  for (const [name, bytes] of [
    ["/a.png", picture],
    ["/b.mp4", Buffer.of(1)],
  ] as const)
    writeFileSync(Buffer.concat([latin(dir), Buffer.from(name)]), bytes);
  writeFileSync(latin(dir, ".png"), picture);
  const inputs: Input[] = [];
  for await (const input of openInputs([dir], createClock())) inputs.push(input);
  expect(inputs.map(({ ok, source }) => [source.slice(dir.length), ok])).toEqual([
    ["/caf\\xE9/a.png", true],
    ["/caf\\xE9/b.mp4", false],
    ["/caf\\xE9.png", true],
  ]);
  expect(inputs[1]).toMatchObject({ error: { message: expect.stringContaining("not UTF-8") as string } });
});

test("a replayed folder shows such a picture too", async () => {
  const path = scratchFolder();
  writeFileSync(latin(path, ".png"), picture);
  const options = {
    path,
    fps: 1,
    pace: "fast",
    loop: false,
    clock: createClock(),
    log: memoryLog(),
  } as const;
  const decode = (file: FilePath) => loadPicture(file);
  const shown = await replayFolder(
    { ...options, decode, onFrame: (frame) => frame.release() },
    new AbortController().signal,
  );
  expect(shown).toBe(1);
});

test("a dropped list and a labelled set of such a name are told of", async () => {
  const dir = scratchFolder();
  writeFileSync(latin(dir, ".csv"), "plate\n");
  expect((await openDropFolder(dir).look(0, 0)).problems).toEqual([
    `the name caf\\xE9.csv in ${dir} is not UTF-8: rename the file`,
  ]);
  const sets = scratchFolder();
  mkdirSync(latin(sets));
  expect(() => openLabelledSets(sets, undefined)).toThrow("caf\\xE9: the name is not UTF-8");
});

test("a package of such a name goes with its reads, and a wiped store keeps no such file", async () => {
  const deps = await ripeStore(1);
  const folder = latin(deps.paths.exports);
  mkdirSync(Buffer.concat([folder, Buffer.from("/records")]), { recursive: true });
  writeFileSync(Buffer.concat([folder, Buffer.from("/SHA256SUMS")]), "");
  writeFileSync(Buffer.concat([folder, Buffer.from("/records/999999-read")]), "{}");
  await removeOldExports(deps);
  expect(readdirSync(deps.paths.exports)).toEqual([]);
  const dir = scratchFolder();
  const paths = storePaths(dir);
  openKeys(paths, Buffer.alloc(32, 1), memoryLog());
  writeFileSync(latin(dir), "evidence");
  wipeStore(paths, () => 0);
  expect(readdirSync(dir)).toEqual([]);
});
