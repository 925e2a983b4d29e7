// A unit of a drill of the centre with the shipped store, uploader and answer to what the centre asks for again.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClock } from "../../../src/shared/platform/clock.js";
import { createNewId } from "../../../src/shared/platform/new-id.js";
import { random } from "../../../src/shared/platform/random.js";
import { againTopic } from "../../../src/shared/protocol/send-again-schema.js";
import { storeSchema } from "../../../src/unit/config/store-schema.js";
import { uploadSchema } from "../../../src/unit/config/upload-schema.js";
import { openStore } from "../../../src/unit/store/store.js";
import { createSendAgain } from "../../../src/unit/upload/again/send-again.js";
import {
  dispositionMessage,
  hitMessage,
  pictureMessage,
  readMessage,
  recordMessages,
} from "../../../src/unit/upload/messages.js";
import { createUploader } from "../../../src/unit/upload/uploader.js";
import { memoryFaults } from "../../../test/kit/doubles/faults.js";
import { believed, quiet } from "../../../test/kit/doubles/quiet.js";
import { nthHit, nthRead } from "../../../test/kit/samples/numbered.js";
import { idAt } from "../../../test/kit/samples/records.js";
import { toldOf } from "../../../test/kit/samples/told.js";
import type { DrillBroker } from "./centre-unit.js";

/** One unit. */
export interface RealUnit {
  /** Records so many reads, every tenth with a hit, and tells a fault, a tour, a watch and an alert taken back beside it. */
  record(reads: number): Promise<void>;
  /** Ids of all that was recorded, as the archive has them: `<read id>.1`, hits and pictures. */
  readonly recorded: readonly string[];
  waiting(): number;
  stop(): Promise<void>;
}

const hitEvery = 10;
const settings = { confirm: "receiver", retryAtMost: "1s" };
const drafts = { read: readMessage, hit: hitMessage, picture: pictureMessage };

/** Starts one; `nth` keeps its reads apart from others'. `receiptTimeout` in the words of the configuration. */
export async function startRealUnit(
  broker: DrillBroker,
  name: string,
  nth: number,
  receiptTimeout = "1m",
): Promise<RealUnit> {
  const [clock, dir] = [createClock(), mkdtempSync(join(tmpdir(), "tagwatch-unit-"))];
  const unit = { id: name, kind: "vehicle", name } as const;
  const [parts, identity] = [{ clock, log: quiet, faults: memoryFaults() }, await broker.identity(name)];
  const store = await openStore({
    ...{ ...parts, dir, unit, unitKey: randomBytes(32), config: storeSchema.parse({}) },
    ...{ newId: createNewId(clock), ...believed(clock) },
  });
  const uploader = createUploader({
    ...{ ...parts, unit, version: "drill", outbox: store.outbox, pictures: store, random },
    onTime: () => undefined,
    health: () => ({ head: null, machine: null }),
    secrets: () => identity,
    config: uploadSchema.parse({ ...settings, url: broker.url, receiptTimeout }),
  });
  const again = createSendAgain({
    ...{ ...parts, store, wake: () => uploader.wake(), audit: (event) => store.append(event) },
    drafts: { ...drafts, disposition: (one) => dispositionMessage(one, unit) },
    waiting: () => store.outbox.counts().waiting,
  });
  uploader.onMessage(againTopic, (message) => again.heard(message));
  const stopping = new AbortController();
  const running = Promise.all([uploader.run(stopping.signal), again.run(stopping.signal)]);
  let n = nth * 1_000_000;
  const recorded: string[] = [];
  return {
    recorded,
    async record(reads) {
      for (let left = reads; left > 0; left--) {
        const at = Date.now();
        const read = nthRead(++n, {
          id: idAt(at),
          unit,
          capturedAt: { at, uncertaintyMs: 5, source: "gps" },
        });
        const hits = n % hitEvery === 0 ? [nthHit(n, read, { id: idAt(at) })] : [];
        const pictures = { plate: randomBytes(800), vehicle: randomBytes(3_000) };
        const matrix = { steps: 8, symbols: 37, data: new Float32Array(8 * 37).fill(-3) };
        const outbox = recordMessages(read, hits, pictures);
        await store.record({ read, hits, pictures, matrices: [matrix], outbox });
        recorded.push(...outbox.map(({ id, pictureId }) => pictureId ?? id));
        for (const draft of hits.flatMap((hit) => Object.values(toldOf(hit, read)))) store.outbox.add(draft);
        uploader.wake();
      }
    },
    waiting: () => store.outbox.counts().waiting,
    async stop() {
      stopping.abort();
      await running;
      store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
