// An archive with a keeper, on a real PostgreSQL and real files, and a clock that the test turns.
import { createHash, generateKeyPairSync } from "node:crypto";
import { noteHearing } from "../../../src/centre/archive/hearing.js";
import { createKeeper } from "../../../src/centre/archive/keeper/keeper.js";
import { createSiteArchive } from "../../../src/centre/archive/site-archive.js";
import { take } from "../../../src/centre/collect/take.js";
import type { CaseHold } from "../../../src/centre/core/cases.js";
import type { PictureFiles } from "../../../src/centre/core/pictures.js";
import { daemonActor } from "../../../src/shared/domain/actor.js";
import { builtAt, createTimeTrust } from "../../../src/shared/domain/time-trust.js";
import type { Read } from "../../../src/shared/domain/types.js";
import { encodeChunk } from "../../../src/shared/protocol/chunks.js";
import { hitMessage, readMessage } from "../../../src/unit/upload/messages.js";
import { FakeClock } from "../doubles/clock.js";
import { memoryFaults } from "../doubles/faults.js";
import { memoryLog } from "../doubles/log.js";
import type { TestArchive } from "../peers/archive.js";
import { aHit, aRead, idAt } from "../samples/records.js";
import { testKeeping } from "./centre.js";

export const dayMs = 86_400_000;
const minuteMs = 60_000;
export const agencyKey = generateKeyPairSync("ed25519");

/** An archive with a keeper whose clock the test turns; reads of 40 days ago are over. */
export async function keptArchive(
  archive: TestArchive,
  filesOf: (real: PictureFiles) => PictureFiles = (real) => real,
) {
  const parts = await testKeeping(archive);
  const { keeping, pictures, as } = parts;
  const clock = new FakeClock(Date.now());
  const faults = memoryFaults();
  const source = { ntp: true };
  const [owner, collector] = [as("owner"), as("collector")];
  const spans = { reads: 30 * dayMs, hits: 365 * dayMs };
  const keeper = createKeeper({
    ...{ clock, faults, log: memoryLog(), database: as("keeper"), files: filesOf(pictures) },
    spans,
    signer: { agency: "Test agency", key: agencyKey.privateKey },
    trust: createTimeTrust({ notBefore: builtAt }),
    ntpSynchronised: () => Promise.resolve(source.ntp),
  });
  const old = clock.now() - 40 * dayMs;

  async function send(topic: string, body: Uint8Array, receivedAt: number): Promise<void> {
    await keeping.keep([take({ unit: "car-12", topic, body: Buffer.from(body), packed: false, receivedAt })]);
  }
  async function picture(read: Read, hit: boolean): Promise<string> {
    const jpeg = Buffer.from(`picture of ${read.text}`);
    const id = `${read.id}.1.plate`;
    const header = {
      ...({ v: 1, type: "picture", id, kind: "plate", bytes: jpeg.length, hit } as const),
      ...{ sha256: createHash("sha256").update(jpeg).digest("hex"), unit: "car-12", readId: read.id },
    };
    await send("pictures", encodeChunk(header, jpeg, 0, jpeg.length), read.capturedAt.at);
    return id;
  }
  async function delivered(text: string, more: { hit?: boolean; receivedAt?: number } = {}) {
    const read = aRead({ id: idAt(old), text, capturedAt: { at: old, uncertaintyMs: 40, source: "ntp" } });
    await send("reads", readMessage(read, []).body, more.receivedAt ?? old);
    if (more.hit) await send("hits", hitMessage(aHit(read), read).body, old);
    return { read, picture: await picture(read, more.hit ?? false) };
  }
  /** The keeper has known the days for long, as where it always ran. */
  const seenLongAgo = () =>
    owner.change(
      "INSERT INTO days_seen SELECT c, $1::timestamptz::date, $1::timestamptz FROM unnest('{reads,pictures.read,pictures.hit}'::text[]) AS c (c)",
      [new Date(old).toISOString()],
    );
  /** So many minutes, with a collector that hears unless it is down, and with a unit whose GPS says what our clock says, when `gps`. */
  async function minutes(count: number, gps: boolean, collects = true): Promise<void> {
    for (let n = 0; n < count; n++) {
      await clock.advance(minuteMs);
      if (collects) await noteHearing(collector, "centre-1");
      if (gps)
        await owner.change(
          "INSERT INTO unit_times VALUES (1, $1, $1) ON CONFLICT (unit) DO UPDATE SET at = excluded.at, received_at = excluded.received_at",
          [new Date(clock.now()).toISOString()],
        );
      await keeper.turn();
    }
  }
  const whole = createSiteArchive(as("site"));
  const site = {
    ...whole,
    hold: (order: Omit<CaseHold, "seesCovert"> & Partial<CaseHold>) =>
      whole.hold({ seesCovert: true, ...order }, () => ({
        actor: daemonActor,
        event: "hold.make",
        outcome: "success",
      })),
  };
  const found = async (plate: string) => (await site.search({ plate, limit: 10 }, true)).reads;
  const opened = async (id: string) => {
    for (const place of await site.picture(id, true)) {
      const jpeg = await pictures.read(place);
      if (jpeg) return jpeg.toString();
    }
    return null;
  };
  return {
    ...parts,
    keeper,
    spans,
    clock,
    faults,
    source,
    owner,
    send,
    delivered,
    seenLongAgo,
    minutes,
    site,
    found,
    opened,
    old,
  };
}
