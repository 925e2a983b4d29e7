// The compiled vision process as the daemon runs it; build first.
import { cpSync, appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { configSchema } from "../../../src/unit/config/schema.js";
import type { Clock } from "../../../src/shared/domain/ports.js";
import type { TrackEvent } from "../../../src/shared/domain/types.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import type { VisionLink, VisionLinkDeps } from "../../../src/unit/vision/link/link.js";
import { shippedModels } from "../../../src/unit/vision/plates/manifest.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { testClip } from "../../kit/peers/rtsp.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const clips = new URL("../../../fixtures/clips/", import.meta.url).pathname;

async function open(cameras: readonly object[], vision: object = {}, clock: Clock = createClock()) {
  const built = (await import(new URL("../../../dist/unit/vision/link/link.js", import.meta.url).href)) as {
    createVisionLink(deps: VisionLinkDeps): VisionLink;
  };
  const config = configSchema.parse({ unit: { id: "u", kind: "pole", name: "site" }, cameras, vision });
  const events: TrackEvent[] = [];
  const raised: string[] = [];
  const gone: number[] = [];
  const faults = {
    raise: ({ code, subject }: { code: string; subject: string }) => void raised.push(`${code} ${subject}`),
    clear: (code: string, subject: string) => void raised.push(`well ${code} ${subject}`),
    list: () => [],
  };
  const log = memoryLog();
  const link = built.createVisionLink({
    tables: null,
    ...config,
    unitMoves: false,
    clock,
    log,
    faults,
    onTrack: (event) => events.push(event),
    onProof: () => undefined,
    onGone: () => void gone.push(events.length),
  });
  const stop = new AbortController();
  const run = link.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await run;
  });
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await clock.sleep(100);
  };
  return { link, events, raised, gone, log, until, stop, run };
}

describe("vision process", { timeout: 180_000 }, () => {
  it("reads a recording to its end and says what it saw", async () => {
    const { link, events, until } = await open([
      { id: "front", source: join(clips, "front.mp4"), pace: "fast" },
    ]);
    await until(() => link.status().cameras[0].state === "ended");
    const settled = events.filter((event) => event.kind === "settled");
    expect(settled.length).toBeGreaterThan(0);
    expect(events[0]).toMatchObject({ camera: "front", kind: "settled" });
    expect([...events[0].plateJpeg.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    const ended = new Set(events.filter((event) => event.kind === "ended").map((event) => event.trackId));
    expect(settled.every((event) => ended.has(event.trackId))).toBe(true);
    const { processed, frames, dropped } = link.status().cameras[0];
    expect({ processed, dropped }).toEqual({ processed: frames, dropped: 0 });
  });

  it("is back after it was killed, and a dead camera disturbs no other", async () => {
    const { link, raised, gone, until } = await open([
      { id: "good", source: testClip("320x180", 2), loop: true },
      { id: "bad", source: "rtsp://127.0.0.1:9/x" },
    ]);
    await until(() => link.status().cameras[0].processed > 3 && raised.includes("CAMERA_LOST bad"));
    process.kill(link.status().pid!, "SIGKILL");
    await until(() => raised.includes("VISION_DOWN vision"));
    await until(() => link.status().restarts === 1 && link.status().cameras[0].processed > 3);
    expect(raised).toContain("well VISION_DOWN vision");
    expect(gone).toHaveLength(1);
    expect(raised).not.toContain("well CAMERA_REFUSED bad");
    expect(raised).not.toContain("CAMERA_LOST good");
  });

  it("is killed and started again when it hangs", async () => {
    const { link, raised, log, until } = await open([
      { id: "good", source: testClip("320x180", 2), loop: true },
    ]);
    await until(() => link.status().cameras[0].processed > 3);
    const hung = link.status().pid!;
    process.kill(hung, "SIGSTOP");
    await until(() => raised.includes("VISION_DOWN vision"));
    const reason = log.lines.find(({ text }) => text === "the vision process is down")?.fields["reason"];
    expect(reason).toMatch(/^the vision process is gone: it said nothing for \d+ s$/);
    expect(() => process.kill(hung, 0)).toThrow("ESRCH");
    await until(() => link.status().restarts === 1 && link.status().cameras[0].processed > 3);
    expect(raised).toContain("well VISION_DOWN vision");
  });

  it("is ended at once by a stop that comes while it starts, for it has nothing to say", async () => {
    // Nobody turns this clock: what is waited for would never be over. A process that is stopped hears nothing.
    const { link, stop, run } = await open([{ id: "c", source: "none.mp4" }], {}, new FakeClock());
    const pid = link.status().pid!;
    process.kill(pid, "SIGSTOP");
    stop.abort();
    await run;
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("never becomes ready with models that are not the manifest's", async () => {
    const models = scratchFolder();
    cpSync(shippedModels, models, { recursive: true, filter: (path) => !path.includes("training") });
    appendFileSync(join(models, "reader.onnx"), "x");
    expect(readFileSync(join(models, "manifest.json"), "utf8")).toContain("reader.onnx");
    const { link, raised } = await open([{ id: "c", source: "none.mp4" }], { models });
    await expect(link.ready()).rejects.toMatchObject({ code: "MODEL_HASH" });
    expect(raised).toContain("VISION_DOWN vision");
  });
});
