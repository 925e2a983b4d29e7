// A collector with a real archive behind it and a real broker before it; everything ends with the test.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { onTestFinished } from "vitest";
import {
  connectDatabase,
  type Database,
  type DatabaseSettings,
} from "../../../src/centre/archive/database.js";
import { createKeeping } from "../../../src/centre/archive/keep.js";
import type { DatabaseRole } from "../../../src/centre/archive/roles.js";
import { createCollector } from "../../../src/centre/collect/collector.js";
import type { Keeping } from "../../../src/centre/core/arrivals.js";
import type { PictureFiles } from "../../../src/centre/core/pictures.js";
import { openPictures } from "../../../src/centre/pictures/files.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { compress } from "../../../src/shared/protocol/compress.js";
import type { Receipt } from "../../../src/shared/protocol/message-schemas.js";
import { memoryFaults, type MemoryFaults } from "../doubles/faults.js";
import { memoryLog } from "../doubles/log.js";
import type { TestArchive } from "../peers/archive.js";
import type { CentreBroker, Identity } from "../peers/centre-broker.js";

export interface TestKeeping {
  readonly keeping: Keeping;
  readonly pictures: PictureFiles;
  /** What is told while batches are kept. */
  readonly faults: MemoryFaults;
  /** Folder with `files` and `keys` of pictures. */
  readonly dir: string;
  readonly as: (role: DatabaseRole | "owner") => Database;
}

/** A fresh archive with a folder of pictures. */
export async function testKeeping(
  archive: TestArchive,
  more: Pick<DatabaseSettings, "statementMs"> = {},
): Promise<TestKeeping> {
  const settings = await archive.fresh();
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-pictures-"));
  const open: Database[] = [];
  const as = (role: DatabaseRole | "owner"): Database => {
    const database = connectDatabase({ ...settings(role), ...more });
    open.push(database);
    return database;
  };
  const pictures = openPictures(
    { dir: join(dir, "files"), keys: join(dir, "keys") },
    randomBytes(32),
    Date.now(),
  );
  const faults = memoryFaults();
  onTestFinished(async () => {
    await Promise.all(open.map((one) => one.close()));
    rmSync(dir, { recursive: true, force: true });
  });
  return {
    keeping: createKeeping({ database: as("collector"), pictures, faults }),
    pictures,
    faults,
    dir,
    as,
  };
}

/** A running collector. */
export interface TestCollector {
  readonly faults: MemoryFaults;
  readonly log: ReturnType<typeof memoryLog>;
  /** Connected at least once. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

const noJournal = { write: () => Promise.resolve(), close: () => Promise.resolve() };

export function testCollector(
  broker: CentreBroker,
  keeping: Keeping,
  name = "centre-1",
  hears: () => Promise<void> = () => Promise.resolve(),
): TestCollector {
  const [faults, log] = [memoryFaults(), memoryLog()];
  const stopping = new AbortController();
  let onConnected = (): void => undefined;
  const ready = new Promise<void>((resolve) => (onConnected = resolve));
  const { ca, certificate, key } = broker.collector(name);
  const collector = createCollector({
    link: () => ({ url: broker.url, clientId: name, prefix: "tagwatch", ca, certificate, key }),
    ...{ keeping, hears, journal: noJournal, faults, log, clock: createClock(), random: () => 0.5 },
    onConnected,
  });
  const running = collector.run(stopping.signal);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  onTestFinished(stop);
  return { faults, log, ready, stop };
}

/** A unit's side of the line: sends bytes, and hears receipts. */
export interface TestSender {
  readonly client: MqttClient;
  readonly receipts: Receipt[];
  send(topic: string, message: object | Buffer, packed?: boolean): Promise<void>;
  /** Ids with a receipt. */
  ids(): readonly string[];
  refused(): readonly { readonly id: string; readonly reason: string }[];
}

export async function testSender(
  broker: CentreBroker,
  unit = "car-12",
  identity?: Identity,
): Promise<TestSender> {
  const { ca, certificate: cert, key } = identity ?? (await broker.identity(unit));
  const client = await connectAsync(broker.url, {
    ca,
    cert,
    key,
    protocolVersion: 5,
    clientId: unit,
    reconnectPeriod: 0,
  });
  onTestFinished(() => client.endAsync(true));
  const receipts: Receipt[] = [];
  client.on("message", (_topic, payload) => receipts.push(JSON.parse(payload.toString()) as Receipt));
  await client.subscribeAsync(`tagwatch/${unit}/receipts`, { qos: 1 });
  return {
    ...{ client, receipts },
    async send(topic, message, packed = false) {
      const plain = Buffer.isBuffer(message) ? message : Buffer.from(JSON.stringify(message));
      const body = packed ? (compress(plain) ?? plain) : plain;
      const properties = packed ? { userProperties: { enc: "tw1" } } : {};
      await client.publishAsync(`tagwatch/${unit}/${topic}`, body, { qos: 1, properties });
    },
    ids: () => receipts.flatMap(({ ids }) => ids),
    refused: () => receipts.flatMap(({ refused }) => refused),
  };
}
