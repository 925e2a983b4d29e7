// Units of a drill of the centre: they send reads, hits and pictures at a pace.
import { createHash, randomBytes } from "node:crypto";
import { encodeChunk } from "../../../src/shared/protocol/chunks.js";
import { hitMessage, readMessage } from "../../../src/unit/upload/messages.js";
import { nthHit, nthRead } from "../../../test/kit/samples/numbered.js";
import { idAt } from "../../../test/kit/samples/records.js";
import { startUnit, type DrillBroker, type DrillUnit } from "./centre-unit.js";

const tickMs = 20;
const hitEvery = 50;
const pictureEvery = 20;

/** All units together. */
export interface DrillUnits {
  /** Ids by kind, in the order they were sent: reads as `<readId>`, hits as their id, pictures with their sha256. */
  readonly reads: string[];
  readonly hits: string[];
  readonly pictures: Map<string, string>;
  /** Ids with a receipt since `takeReceipted` was called last. */
  takeReceipted(): readonly string[];
  /** With the reason. */
  readonly refused: string[];
  /** From the first sending to the receipt, milliseconds. */
  readonly delays: number[];
  resent(): number;
  waiting(): number;
  pause(): void;
  goOn(): void;
  stop(): Promise<void>;
}

/** How many units send how much together. */
export interface UnitSettings {
  readonly count?: number;
  readonly perSecond?: number;
  readonly withPictures?: boolean;
}

type Sent = Pick<DrillUnits, "reads" | "hits" | "pictures">;

function sendPicture(unit: DrillUnit, readId: string, { pictures }: Sent): void {
  const jpeg = randomBytes(3_000);
  const sha256 = createHash("sha256").update(jpeg).digest("hex");
  const id = `${readId}.1.plate`;
  const header = {
    ...({ v: 1, type: "picture", id, kind: "plate", bytes: jpeg.length, sha256 } as const),
    ...{ unit: unit.name, readId, hit: false },
  };
  pictures.set(id, sha256);
  unit.send(id, "pictures", encodeChunk(header, jpeg, 0, jpeg.length), false);
}

/** The nth read, a hit to every fiftieth and a picture to every twentieth. */
function sendNth(n: number, unit: DrillUnit, sent: Sent, withPictures: boolean): void {
  const at = Date.now();
  const ref = { id: unit.name, kind: "vehicle", name: unit.name } as const;
  const read = nthRead(n, { id: idAt(at), unit: ref, capturedAt: { at, uncertaintyMs: 5, source: "gps" } });
  if (n % hitEvery === 0) {
    const hit = nthHit(n, read, { id: idAt(at) });
    sent.hits.push(hit.id);
    unit.send(hit.id, "hits", Buffer.from(hitMessage(hit, read).body));
  }
  sent.reads.push(read.id);
  unit.send(`${read.id}.1`, "reads", Buffer.from(readMessage(read, []).body));
  if (withPictures && n % pictureEvery === 0) sendPicture(unit, read.id, sent);
}

/** Starts units that send. */
export async function startUnits(
  broker: DrillBroker,
  { count = 3, perSecond = 300, withPictures = true }: UnitSettings = {},
): Promise<DrillUnits> {
  const [reads, hits, refused, delays] = [[], [], [], []] as [string[], string[], string[], number[]];
  const sent = { reads, hits, pictures: new Map<string, string>() };
  let receipted: string[] = [];
  let [resent, n, isPaused, owed] = [0, 0, false, 0];
  const hears = {
    kept: (id: string, afterMs: number) => void (receipted.push(id), delays.push(afterMs)),
    refused: (id: string, reason: string) => void refused.push(`${id}: ${reason}`),
    sentAgain: () => void resent++,
  };
  const names = Array.from({ length: count }, (_, i) => `car-${String(i + 1)}`);
  const units = await Promise.all(names.map((name) => startUnit(broker, name, hears)));
  let last = Date.now();
  const pace = setInterval(() => {
    const now = Date.now();
    if (!isPaused) owed = Math.min(perSecond, owed + ((now - last) * perSecond) / 1000);
    last = now;
    for (; owed >= 1; owed--) {
      const unit = units[n % count];
      if (unit) sendNth(n++, unit, sent, withPictures);
    }
  }, tickMs);
  const again = setInterval(() => {
    for (const unit of units) unit.resend();
  }, 500);
  return {
    ...{ ...sent, refused, delays },
    takeReceipted() {
      const all = receipted;
      receipted = [];
      return all;
    },
    resent: () => resent,
    waiting: () => units.reduce((sum, unit) => sum + unit.waiting(), 0),
    pause: () => void ((isPaused = true), (owed = 0)),
    goOn: () => void (isPaused = false),
    async stop() {
      clearInterval(pace);
      clearInterval(again);
      await Promise.all(units.map((unit) => unit.stop()));
    },
  };
}
