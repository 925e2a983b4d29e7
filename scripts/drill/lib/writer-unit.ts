// The unit of the kill and power-cut drills: the real intake, store and uploader; only vision is replaced, by a drive
// whose tracks settle, are corrected and end as fast as the disk takes them. What it announces, it announces as the
// console does: after the commit.
import { randomBytes } from "node:crypto";
import { storeSchema } from "../../../src/config/store-schema.js";
import { uploadSchema } from "../../../src/config/upload-schema.js";
import type { Clock } from "../../../src/core/ports.js";
import type { TrackEvent, UnitRef } from "../../../src/core/types.js";
import { createIntake, type Intake, type ReadOutcome } from "../../../src/intake.js";
import { createClock } from "../../../src/os/clock.js";
import { createNewId } from "../../../src/os/new-id.js";
import { openStore, type Store } from "../../../src/store/store.js";
import { recordMessages } from "../../../src/upload/messages.js";
import { createUploader } from "../../../src/upload/uploader.js";
import { faultBoard, quiet } from "./quiet.js";
import { sampleEntry, sampleId, sampleRead } from "./samples.js";

export interface WriterOrders {
  readonly dir: string;
  /** Unit key in hex. */
  readonly key: string;
  /** Number of the first track: no number is used in two rounds. */
  readonly from: number;
  /** Stop after so many tracks; without it, go on until killed. */
  readonly tracks?: number;
  readonly uplink?: { readonly url: string; readonly ca: string; readonly password: string };
}

/** What the unit tells: a track begun, a read or hit shown to the officer as recorded. */
export type WriterNews =
  | { readonly kind: "ready" }
  | { readonly kind: "begun"; readonly n: number }
  | {
      readonly kind: "announced";
      readonly readId: string;
      readonly revision: number;
      readonly hits: readonly string[];
    }
  | { readonly kind: "done" };

const unit: UnitRef = { id: "car-12", kind: "vehicle", name: "Patrol 12" };
const hitEvery = 5;
const correctedEvery = 3;
const inFlight = 4;

function track(n: number, kind: TrackEvent["kind"], clock: Clock, pictures: Buffer): TrackEvent {
  const { candidates, characters, state, frames, widthPx, camera } = sampleRead(n);
  const now = clock.monoNs();
  const cut = (at: number, bytes: number): Buffer => pictures.subarray(at % 50_000, (at % 50_000) + bytes);
  return {
    kind,
    trackId: sampleId(n),
    camera,
    candidates,
    characters,
    state,
    frames,
    widthPx,
    matrices: [{ steps: 8, symbols: 37, data: new Float32Array(8 * 37).fill(-3) }],
    firstSeenMonoNs: now,
    lastSeenMonoNs: now,
    bestMonoNs: now,
    causeMonoNs: now,
    box: { x: 0, y: 0, w: 1, h: 1 },
    plateJpeg: cut(n * 31, 3_000),
    vehicleJpeg: cut(n * 57, 20_000),
  };
}

/** Opens everything as the daemon does and drives until told to stop. */
export async function drive(orders: WriterOrders, tell: (news: WriterNews) => void): Promise<void> {
  const clock = createClock();
  const newId = createNewId(clock);
  const parts = { clock, log: quiet, faults: faultBoard() };
  const store = await openStore({
    ...parts,
    dir: orders.dir,
    unitKey: Buffer.from(orders.key, "hex"),
    config: storeSchema.parse({}),
    unit,
    newId,
  });
  const stopping = new AbortController();
  const services = [store.retention.run(stopping.signal)];
  const uploader = orders.uplink && createUploader(uploaderDeps(orders.uplink, store, parts));
  if (uploader) services.push(uploader.run(stopping.signal));
  let settled: (() => void) | null = null;
  const intake = createIntake({
    ...parts,
    unit,
    newId,
    positions: { latest: () => null, at: () => null },
    stamp: (monoNs) => ({
      at: clock.now() - Number((clock.monoNs() - monoNs) / 1_000_000n),
      uncertaintyMs: 5,
      source: "ntp",
    }),
    match: (event) =>
      numberOf(event.trackId) % hitEvery === 0
        ? [{ entry: sampleEntry(), match: "exact", probability: 0.95, stateMatch: "unknown", differs: [] }]
        : [],
    place: () => ({ encounterId: newId(), alerts: true }),
    writer: store,
    messages: recordMessages,
    live: {
      alert: ({ hit, read, recorded }) =>
        recorded && tell({ kind: "announced", readId: read.id, revision: read.revision, hits: [hit.id] }),
      read: () => undefined,
      faults: () => undefined,
    },
    onRead: (outcome) => {
      announce(outcome, tell);
      uploader?.kick();
      settled?.();
    },
  });
  tell({ kind: "ready" });
  await replay(orders, clock, intake, tell, () => new Promise<void>((resolve) => (settled = resolve)));
  await intake.drain();
  stopping.abort();
  await Promise.all(services);
  store.close();
  tell({ kind: "done" });
}

const numbers = new Map<string, number>();
const numberOf = (trackId: string): number => numbers.get(trackId) ?? 1;

function announce({ read, news, recorded }: ReadOutcome, tell: (news: WriterNews) => void): void {
  if (!recorded) return;
  const hits = news.hits.map((hit) => hit.id);
  tell({ kind: "announced", readId: read.id, revision: read.revision, hits });
}

async function replay(
  orders: WriterOrders,
  clock: Clock,
  intake: Intake,
  tell: (news: WriterNews) => void,
  // eslint-disable-next-line @typescript-eslint/max-params -- a drill's loop, called once
  settled: () => Promise<void>,
): Promise<void> {
  const pictures = randomBytes(80_000);
  const until = orders.from + (orders.tracks ?? Infinity);
  for (let n = orders.from; n < until; n++) {
    numbers.set(sampleId(n), n);
    tell({ kind: "begun", n });
    intake.takeIn(track(n, "settled", clock, pictures));
    if (n % correctedEvery === 0) intake.takeIn(track(n, "corrected", clock, pictures));
    intake.takeIn(track(n, "ended", clock, pictures));
    if (n % inFlight === 0) await settled();
    else await clock.sleep(0);
  }
}

function uploaderDeps(
  uplink: NonNullable<WriterOrders["uplink"]>,
  store: Store,
  parts: Pick<Parameters<typeof createUploader>[0], "clock" | "log" | "faults">,
): Parameters<typeof createUploader>[0] {
  return {
    ...parts,
    unit,
    version: "drill",
    outbox: store.outbox,
    pictures: store,
    secrets: { ca: Buffer.from(uplink.ca), password: Buffer.from(uplink.password) },
    config: uploadSchema.parse({ url: uplink.url, username: "unit", password: "-", retryAtMost: "1s" }),
  };
}
