// npm run -s bench -- hotlist-frames [--seconds 30] [--rounds 2] [--rows 2000000] [--json]: frames a camera loses while
// lists are imported in a worker of the daemon's process, against as long without. Needs a build.
import { loadPlateTables } from "../../src/unit/config/plates.js";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configSchema } from "../../src/unit/config/schema.js";
import { runBuild } from "../../src/unit/hotlist/import/run-build.js";
import { createClock } from "../../src/shared/platform/clock.js";
import type { VisionLink, VisionLinkDeps } from "../../src/unit/vision/link/link.js";
import { quiet } from "../../test/kit/doubles/quiet.js";
import { createRandom, number9, pick, plate, states } from "../../test/kit/samples/list-rows.js";
import { option } from "./option.js";
import { memoryFaults } from "../../test/kit/doubles/faults.js";

export interface FrameSettings {
  /** Length of each part, with and without import. */
  readonly seconds: number;
  /** How often both parts are run, one after the other. */
  readonly rounds: number;
  readonly rows: number;
  /** The camera: a clip played over and over as filmed. */
  readonly clip: string;
}

interface Counted {
  readonly frames: number;
  /** Of these, passed over because a newer one had come. */
  readonly dropped: number;
}

export interface FrameResult {
  readonly alone: Counted;
  readonly beside: Counted;
  /** Lists imported meanwhile. */
  readonly imports: number;
}

const clips = new URL("../../fixtures/clips/", import.meta.url).pathname;
const vision = (await import(new URL("../../dist/unit/vision/link/link.js", import.meta.url).href)) as {
  readonly createVisionLink: (deps: VisionLinkDeps) => VisionLink;
};

function writeList(path: string, rows: number): void {
  const random = createRandom(1);
  const lines = Array.from(
    { length: rows },
    () => `${plate(random)},${pick(random, states)},V${number9(random)}`,
  );
  writeFileSync(path, ["plate,state,record", ...lines].join("\n") + "\n");
}

/** Runs the vision process on the clip, in turns without and with imports. */
export async function framesBesideImport(settings: FrameSettings): Promise<FrameResult> {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-frames-"));
  const list = join(dir, "list.csv");
  writeList(list, settings.rows);
  const clock = createClock();
  const config = configSchema.parse({
    unit: { id: "bench", kind: "vehicle", name: "bench" },
    cameras: [{ id: "front", source: settings.clip, loop: true }],
  });
  const faults = memoryFaults();
  const onTrack = (): void => undefined;
  const onGone = onTrack;
  const link = vision.createVisionLink({
    tables: loadPlateTables(),
    ...config,
    unitMoves: true,
    clock,
    log: quiet,
    faults,
    onTrack,
    onProof: () => undefined,
    onGone,
  });
  const stop = new AbortController();
  const run = link.run(stop.signal);
  try {
    await link.ready(stop.signal);
    const count = async (work: (until: number) => Promise<void>): Promise<Counted> => {
      const before = link.status().cameras[0];
      await work(performance.now() + settings.seconds * 1_000);
      const after = link.status().cameras[0];
      return {
        frames: after.frames - before.frames,
        dropped: after.dropped - before.dropped,
      };
    };
    let imports = 0;
    const importing = async (until: number): Promise<void> => {
      while (performance.now() < until) {
        await importOnce(list, join(dir, `${String(imports++)}.list`));
      }
    };
    // The first frames of a camera are not those of a drive.
    while (link.status().cameras[0].processed < 15) await clock.sleep(200);
    const [alone, beside]: [Counted[], Counted[]] = [[], []];
    for (let round = 0; round < settings.rounds; round++) {
      alone.push(await count(() => clock.sleep(settings.seconds * 1_000)));
      beside.push(await count(importing));
    }
    return { alone: sumOf(alone), beside: sumOf(beside), imports };
  } finally {
    stop.abort();
    await run;
    rmSync(dir, { recursive: true, force: true });
  }
}

async function importOnce(input: string, target: string): Promise<void> {
  const [source] = configSchema.shape.hotlist.parse({ sources: [{ id: "bench", format: "csv" }] }).sources;
  if (!source) throw new Error("the configuration has no source");
  const rest = { previous: null, key: Buffer.alloc(32, 1), mode: "full", force: false, now: null } as const;
  await runBuild({ source, input, target, expected: {}, ...rest }, { clock: createClock() });
  rmSync(target);
}

const sumOf = (parts: readonly Counted[]): Counted => ({
  frames: parts.reduce((sum, part) => sum + part.frames, 0),
  dropped: parts.reduce((sum, part) => sum + part.dropped, 0),
});

/** Entry of `npm run -s bench -- hotlist-frames`. */
export async function run(args: readonly string[]): Promise<void> {
  const result = await framesBesideImport({
    seconds: option(args, "seconds", 30),
    rounds: option(args, "rounds", 2),
    rows: option(args, "rows", 2_000_000),
    clip: join(clips, "front.mp4"),
  });
  if (args.includes("--json")) console.log(JSON.stringify(result));
  else console.table(result);
}
