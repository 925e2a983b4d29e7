// A read through all that keeps evidence, in a store of its own that is gone afterwards: what a new version or another processor
// can break, without a line in the unit's own evidence.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storeSchema } from "../../config/store-schema.js";
import { errorText } from "../../../shared/domain/error-text.js";
import type { Faults, Log } from "../../../shared/domain/ports.js";
import { checked, type SelfTestCheck } from "../../../shared/domain/said/self-test.js";
import { createTimeTrust } from "../../../shared/domain/time-trust.js";
import type { Read, ReadPictures } from "../../../shared/domain/types.js";
import { bootId } from "../../../shared/platform/boot-id.js";
import { createClock } from "../../../shared/platform/clock.js";
import { createNewId } from "../../../shared/platform/new-id.js";
import { openStoreHandle } from "../../store/offline.js";
import { openStore, type StoreDeps } from "../../store/store.js";
import { verifyChain } from "../../store/verify/verify.js";

/** A full folder for temporary files is no reason to go back to an older version. */
const noRoom = /ENOSPC|EDQUOT|EROFS|EACCES|disk is full/i;

/** Records a marked read with pictures, reads both again, and verifies the chain by a second opening. Never throws. */
export async function scratchStoreCheck(): Promise<SelfTestCheck> {
  let dir: string | null = null;
  try {
    dir = mkdtempSync(join(tmpdir(), "tagwatch-self-test-"));
    const links = await throughStore(dir);
    return checked("evidence", "good", "evidence-whole", String(links));
  } catch (error) {
    const why = errorText(error);
    return checked("evidence", noRoom.test(why) ? "doubtful" : "failed", "failed", why);
  } finally {
    if (dir !== null) rmSync(dir, { recursive: true, force: true });
  }
}

/** Throws with the words of what does not hold. Returns how many links of the chain were verified. */
async function throughStore(dir: string): Promise<number> {
  const deps = depsOf(dir);
  const read = markedRead(deps.newId(), deps.clock.now());
  const pictures: ReadPictures = { plate: randomBytes(2_000), vehicle: randomBytes(20_000) };
  const store = await openStore(deps);
  try {
    await store.record({ read, hits: [], pictures, matrices: [], outbox: [] });
    if (store.read(read.id)?.text !== read.text) throw new Error("a read that was recorded is not found");
    const plate = await store.picture(`${read.id}.1.plate`);
    if (plate === null || !Buffer.from(pictures.plate).equals(plate))
      throw new Error("a picture does not come back as it was written");
  } finally {
    store.close();
  }
  const opened = openStoreHandle({ dir, unitKey: deps.unitKey, now: () => deps.clock.now(), log: deps.log });
  try {
    const { findings, links } = verifyChain({ ...opened, pictures: true });
    if (findings.length > 0)
      throw new Error(`what was recorded does not verify: ${JSON.stringify(findings)}`);
    return links;
  } finally {
    opened.close();
  }
}

const silence = (): undefined => undefined;
const log: Log = { debug: silence, info: silence, warn: silence, error: silence, child: () => log };

/** What the store calls wrong with itself is what this is to find. */
const faults: Faults = {
  raise({ code, text }) {
    throw new Error(`${code}: ${text}`);
  },
  clear: silence,
  list: () => [],
};

function depsOf(dir: string): StoreDeps {
  const clock = createClock();
  return {
    ...{ dir, clock, log, faults, unitKey: randomBytes(32), config: storeSchema.parse({}) },
    ...{ unit: { id: "self-test" }, newId: createNewId(clock) },
    ...{ trust: createTimeTrust({ notBefore: 0 }), bootId: bootId() },
  };
}

function markedRead(id: string, at: number): Read {
  const text = "SELFTEST";
  return {
    ...{ id, revision: 1, unit: { id: "self-test", kind: "pole", name: "self-test" }, camera: "self-test" },
    ...{ text, probability: 1, characters: [...text].map(() => 1), candidates: [{ text, probability: 1 }] },
    ...{ state: null, capturedAt: { at, uncertaintyMs: 1_000, source: "system" } },
    ...{ firstSeenAt: at, lastSeenAt: at, frames: 1, widthPx: 100, position: null },
  };
}
