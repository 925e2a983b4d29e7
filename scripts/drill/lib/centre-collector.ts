// A collector in a process of its own, to be killed: the shipped parts, on a database and a broker that the drill names.
import { connectDatabase, type DatabaseSettings } from "../../../src/centre/archive/database.js";
import { noteHearing } from "../../../src/centre/archive/hearing.js";
import { createKeeping } from "../../../src/centre/archive/keep.js";
import { createCollector } from "../../../src/centre/collect/collector.js";
import { openJournal } from "../../../src/centre/journal/write.js";
import { openPictures } from "../../../src/centre/pictures/files.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { memoryFaults } from "../../../test/kit/doubles/faults.js";
import { memoryLog } from "../../../test/kit/doubles/log.js";

/** What a collector is told at its start. */
export interface CollectorOrders {
  readonly database: DatabaseSettings;
  readonly url: string;
  readonly name: string;
  /** PEM. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  readonly pictures: { readonly dir: string; readonly keys: string };
  /** Folder of the journal of receipts. */
  readonly receipts: string;
  /** Of the pictures' keys, hex. */
  readonly pictureKey: string;
}

/** What it tells. */
export type CollectorNews =
  | { readonly kind: "ready" }
  | {
      readonly kind: "faults";
      readonly standing: readonly string[];
      readonly cpuMs: number;
      readonly rssMb: number;
    };

function run(orders: CollectorOrders): void {
  const tell = (news: CollectorNews): void => void process.send?.(news);
  const [clock, faults] = [createClock(), memoryFaults()];
  const pictures = openPictures(orders.pictures, Buffer.from(orders.pictureKey, "hex"), clock.now());
  const database = connectDatabase({ ...orders.database, statementMs: 30_000 });
  const stopping = new AbortController();
  const collector = createCollector({
    link: () => ({
      ...{ url: orders.url, clientId: orders.name, prefix: "tagwatch" },
      ca: Buffer.from(orders.ca),
      certificate: Buffer.from(orders.certificate),
      key: Buffer.from(orders.key),
    }),
    keeping: createKeeping({ database, pictures, faults }),
    hears: () => noteHearing(database, orders.name),
    journal: openJournal({ dir: orders.receipts, name: orders.name, days: 8 }, faults),
    ...{ clock, faults, log: memoryLog(), random: Math.random },
    onConnected: () => tell({ kind: "ready" }),
  });
  setInterval(() => {
    const { user, system } = process.cpuUsage();
    const rssMb = Math.round(process.memoryUsage().rss / 1e6);
    const standing = [...faults.standing].map(([key, text]) => `${key}: ${text}`);
    tell({ kind: "faults", standing, cpuMs: (user + system) / 1000, rssMb });
  }, 500).unref();
  void collector.run(stopping.signal).then(() => process.exit(0));
  process.on("message", (message) => {
    if (message === "stop") stopping.abort();
  });
  process.on("disconnect", () => process.exit(0));
}

process.once("message", (message) => run(message as CollectorOrders));
