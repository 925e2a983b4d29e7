// When a row counts as delivered: with the broker's PUBACK, or (confirm: receiver) with the receipt of the receiving service.
import type { OutboxItem } from "../core/records.js";
import type { Clock, Faults, Outbox } from "../core/ports.js";
import { messageSchemas } from "./message-schemas.js";
import type { Refusals } from "./refusals.js";
import type { Rows } from "./rows.js";

export interface Deliveries {
  /** A row goes out now. */
  sending(item: OutboxItem): void;
  /** The broker has taken all of a row. */
  published(item: OutboxItem): void;
  /** A row that needs no sending any more (expired alert, purged picture). */
  settled(item: OutboxItem): void;
  /** The row goes back unsent (connection lost, refused). */
  abandoned(item: OutboxItem): void;
  /** A message on the receipts topic. Bad ones are counted and ignored. */
  receipt(payload: Uint8Array): void;
  /** Writes what was delivered into the outbox, in one transaction. */
  flush(): void;
  tick(): void;
  /** Rows that wait for the receiver. */
  readonly waiting: number;
  readonly delivered: number;
  readonly badReceipts: number;
}

interface Waiting {
  readonly item: OutboxItem;
  untilNs: bigint | null;
}

export interface DeliveryDeps {
  readonly confirm: "broker" | "receiver";
  readonly receiptTimeoutMs: number;
  readonly outbox: Outbox;
  readonly rows: Rows;
  readonly refusals: Refusals;
  readonly clock: Clock;
  readonly faults: Faults;
}

/** Code under which a receiver's refusal is counted: payload format invalid. */
const refusedByReceiver = 0x99;

export function createDeliveries(deps: DeliveryDeps): Deliveries {
  const { outbox, rows, refusals, clock, faults } = deps;
  const waiting = new Map<string, Waiting>();
  let done: OutboxItem[] = [];
  let silent = false;
  let delivered = 0;
  let badReceipts = 0;

  function confirm(item: OutboxItem): void {
    done.push(item);
    delivered++;
    refusals.passed(item);
  }

  /** The receiver may have lost the pieces it had: the next try begins at the first byte. */
  function startOver(item: OutboxItem): void {
    if (item.pictureId !== undefined) outbox.progress(item.seq, 0);
  }

  function take(id: string): OutboxItem | null {
    const item = waiting.get(id)?.item ?? null;
    waiting.delete(id);
    return item;
  }

  function expireReceipts(): void {
    for (const { item, untilNs } of waiting.values()) {
      if (untilNs === null || clock.monoNs() < untilNs) continue;
      waiting.delete(item.id);
      startOver(item);
      rows.release(item, true);
      if (silent) continue;
      silent = true;
      faults.raise({
        code: "RECEIVER_SILENT",
        subject: "receiver",
        severity: "warning",
        text: `no receipt within ${String(deps.receiptTimeoutMs / 1000)} s although the broker took the message`,
      });
    }
  }

  function flush(): void {
    if (done.length === 0) return;
    const items = done;
    done = [];
    outbox.sent(
      items.map((item) => item.seq),
      clock.now(),
    );
    for (const item of items) rows.release(item, false);
  }

  function receipt(payload: Uint8Array): void {
    const parsed = messageSchemas.receipt.safeParse(parseJson(payload));
    if (!parsed.success) {
      badReceipts++;
      return;
    }
    if (silent) faults.clear("RECEIVER_SILENT", "receiver");
    silent = false;
    for (const id of parsed.data.ids) {
      const item = take(id);
      if (item) confirm(item);
    }
    for (const { id, reason } of parsed.data.refused) {
      const item = take(id);
      if (!item) continue;
      startOver(item);
      refusals.refused(item, refusedByReceiver, `the receiver says: ${reason}`);
    }
  }

  return {
    sending(item) {
      if (deps.confirm === "receiver") waiting.set(item.id, { item, untilNs: null });
    },
    published(item) {
      if (deps.confirm === "broker") return confirm(item);
      const entry = waiting.get(item.id);
      if (entry) entry.untilNs = clock.monoNs() + BigInt(deps.receiptTimeoutMs) * 1_000_000n;
    },
    settled: (item) => void done.push(item),
    abandoned: (item) => void waiting.delete(item.id),
    receipt,
    flush,
    tick() {
      flush();
      expireReceipts();
    },
    get waiting() {
      return waiting.size;
    },
    get delivered() {
      return delivered;
    },
    get badReceipts() {
      return badReceipts;
    },
  };
}

function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString("utf8"));
  } catch {
    return undefined;
  }
}
