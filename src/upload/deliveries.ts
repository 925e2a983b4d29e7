// When a row counts as delivered: with the broker's PUBACK, or (confirm: receiver) with the receipt of the receiving service.
import type { OutboxItem } from "../core/records.js";
import type { Clock, Faults, Outbox } from "../core/ports.js";
import { messageSchemas } from "./message-schemas.js";
import type { Refusals } from "./refusals.js";
import type { Rows } from "./rows.js";

export interface DeliveryDeps {
  readonly confirm: "broker" | "receiver";
  readonly receiptTimeoutMs: number;
  readonly outbox: Outbox;
  readonly rows: Rows;
  readonly refusals: Refusals;
  readonly clock: Clock;
  readonly faults: Faults;
}

interface Waiting {
  readonly item: OutboxItem;
  /** Null until the broker has taken all of the row. */
  untilNs: bigint | null;
}

/** Rows that may wait for receipts and for being marked. */
const unsettledAtMost = 2_000;
/** Code under which a receiver's refusal is counted: payload format invalid. */
const refusedByReceiver = 0x99;

/** Rows on their way from "sent" to "marked in the outbox". */
export class Deliveries {
  private readonly awaiting = new Map<string, Waiting>();
  private done: OutboxItem[] = [];
  private silent = false;
  /** Rows delivered since start. */
  delivered = 0;
  badReceipts = 0;

  constructor(private readonly deps: DeliveryDeps) {}

  /** Rows that the receiver has not confirmed yet. */
  get waiting(): number {
    return this.awaiting.size;
  }

  /** True when no more should be sent until receipts or the database have caught up. */
  get full(): boolean {
    return this.awaiting.size + this.done.length >= unsettledAtMost;
  }

  /** A row goes out now. A receipt may come before the broker's own answer. */
  sending(item: OutboxItem): void {
    if (this.deps.confirm === "receiver") this.awaiting.set(item.id, { item, untilNs: null });
  }

  /** The broker has taken all of a row. */
  published(item: OutboxItem): void {
    if (this.deps.confirm === "broker") return this.confirm(item);
    const entry = this.awaiting.get(item.id);
    if (entry) entry.untilNs = this.deps.clock.monoNs() + BigInt(this.deps.receiptTimeoutMs) * 1_000_000n;
  }

  /** A row that needs no sending any more (expired alert, purged picture). */
  settled(item: OutboxItem): void {
    this.done.push(item);
  }

  /** The connection ended or the broker refused before it had taken all of the row. False when it was delivered all the same. */
  abandoned(item: OutboxItem): boolean {
    return this.deps.confirm === "broker" || this.awaiting.delete(item.id);
  }

  /** A message on the receipts topic. Bad ones are counted and ignored. */
  receipt(payload: Uint8Array): void {
    const parsed = messageSchemas.receipt.safeParse(parseJson(payload));
    if (!parsed.success) {
      this.badReceipts++;
      return;
    }
    if (this.silent) this.deps.faults.clear("RECEIVER_SILENT", "receiver");
    this.silent = false;
    for (const id of parsed.data.ids) {
      const item = this.take(id);
      if (item) this.confirm(item);
    }
    for (const { id, reason } of parsed.data.refused) {
      const item = this.take(id);
      if (!item) continue;
      this.deps.refusals.refused(item, refusedByReceiver, `the receiver says: ${reason}`);
      this.startOver(item);
    }
  }

  /** Writes what was delivered into the outbox, in one transaction. When that fails the rows stay here for the next time. */
  flush(): void {
    if (this.done.length === 0) return;
    const items = this.done;
    const seqs = items.map((item) => item.seq);
    this.deps.outbox.sent(seqs, this.deps.clock.now());
    this.done = [];
    for (const item of items) this.deps.rows.release(item, false);
  }

  /** Flushes, and sends again what got no receipt in time. */
  tick(): void {
    this.flush();
    for (const { item, untilNs } of this.awaiting.values()) {
      if (untilNs === null || this.deps.clock.monoNs() < untilNs) continue;
      this.awaiting.delete(item.id);
      this.deps.rows.release(item, true);
      this.startOver(item);
      this.complain();
    }
  }

  private confirm(item: OutboxItem): void {
    this.done.push(item);
    this.delivered++;
    this.deps.refusals.passed(item);
  }

  private take(id: string): OutboxItem | null {
    const item = this.awaiting.get(id)?.item ?? null;
    this.awaiting.delete(id);
    return item;
  }

  /** The receiver may have lost the pieces of a picture it had: the next try begins at the first byte. */
  private startOver(item: OutboxItem): void {
    if (item.pictureId !== undefined) this.deps.outbox.progress(item.seq, 0);
  }

  private complain(): void {
    if (this.silent) return;
    this.silent = true;
    this.deps.faults.raise({
      code: "RECEIVER_SILENT",
      subject: "receiver",
      severity: "warning",
      text: `no receipt within ${String(this.deps.receiptTimeoutMs / 1000)} s although the broker took the message`,
    });
  }
}

function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString("utf8"));
  } catch {
    return undefined;
  }
}
