// One checkout of this repository that reads pictures for `bench -- plates`: argument 2 is its folder.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadPlateTables } from "../../src/unit/config/plates.js";
import type { loadPicture } from "../../src/unit/vision/plates/image.js";
import type { openModels, readPlates } from "../../src/unit/vision/plates/read-plates.js";

/** How a picture is read: as one of many of a camera, or by itself. */
export type Way = "frame" | "still";

/** What one picture cost: plates found, and milliseconds of CPU by stage. */
export interface Cost {
  readonly plates: number;
  readonly ms: Readonly<Record<string, number>>;
}

/** Folders that hold `read-plates` and the loading of pictures, newest first. */
const places = ["src/unit/vision/plates", "src/vision"];
const details = { frame: { characters: false, still: false }, still: { characters: true, still: true } };

const dir = process.argv[2];
const folder = places
  .map((place) => join(dir, place))
  .find((place) => existsSync(join(place, "read-plates.ts")));
if (folder === undefined) throw new Error(`${dir} is no checkout of this repository`);
const load = (name: string): Promise<unknown> => import(pathToFileURL(join(folder, name)).href);
const reading = (await load("read-plates.ts")) as {
  openModels: typeof openModels;
  readPlates: typeof readPlates;
};
const pictures = (await load("image.ts")) as { loadPicture: typeof loadPicture };
const options = { threads: 1, monoNs: threadCpuNs, tables: loadPlateTables() };
const models = await reading.openModels(join(dir, "models"), options);

process.on("message", ({ file, way }: { readonly file: string; readonly way: Way }) => {
  void costOf(file, way).then((cost) => process.send?.(cost));
});
process.send?.("ready");

async function costOf(file: string, way: Way): Promise<Cost> {
  const before = process.cpuUsage();
  const picture = await pictures.loadPicture(file);
  const { user, system } = process.cpuUsage(before);
  const { readings, ms } = await reading.readPlates(models, picture, details[way]);
  return {
    plates: readings.length,
    ms: { ...(way === "still" && { decode: (user + system) / 1e3 }), ...ms },
  };
}

/** Nanoseconds this thread has spent on a core. */
function threadCpuNs(): bigint {
  const { user, system } = process.threadCpuUsage();
  return BigInt(user + system) * 1000n;
}
