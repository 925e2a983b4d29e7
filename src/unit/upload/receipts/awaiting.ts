// The rows that wait for a receipt, and which of them stand in the receiver's queue still.
import { msSince } from "../../../shared/domain/elapsed.js";
import type { Clock } from "../../../shared/domain/ports.js";
import { receiptName } from "../../../shared/protocol/receipt-name.js";
import type { OutboxItem, OutboxKind } from "../../core/outbox.js";
import { ReceiptPace } from "./pace.js";

interface Waiting {
  readonly item: OutboxItem;
  readonly sentNs: bigint;
  /** When the broker had taken all of the row; null before. At the end of a silence its time begins anew. */
  takenNs: bigint | null;
  /** It waited through a silence, and takes no place of rows that came after it. */
  isHeld: boolean;
}

/** A row that the broker has taken. */
export type Taken = Omit<Readonly<Waiting>, "takenNs"> & { readonly takenNs: bigint };

/** The last receipt for a row of a kind. */
interface Heard {
  readonly atNs: bigint;
  /** When the latest of the confirmed rows was sent, of those that were sent once. */
  readonly sentNs: bigint;
}

/** So many names of rows that were sent again are known; of older ones a receipt is taken for that of their first time. */
const againAtMost = 10_000;

/** By the name that a receipt has for a row, in the order of sending. */
export class Awaiting {
  private readonly rows = new Map<string, Waiting>();
  private readonly heard = new Map<OutboxKind, Heard>();
  /** Names of rows that were sent more than once: a receipt does not tell for which time it is. */
  private readonly again = new Set<string>();
  private held = 0;
  private readonly pace: ReceiptPace;

  constructor(
    private readonly clock: Clock,
    timeoutMs: number,
  ) {
    this.pace = new ReceiptPace(clock, timeoutMs);
  }

  get size(): number {
    return this.rows.size;
  }

  /** As many wait as the receiver answers in good time. */
  get isFull(): boolean {
    return this.rows.size - this.held >= this.pace.rows;
  }

  /** A row goes out. */
  add(item: OutboxItem): void {
    const name = nameOf(item);
    this.forget(name);
    this.rows.set(name, { item, sentNs: this.clock.monoNs(), takenNs: null, isHeld: false });
  }

  /** The broker has taken all of it. */
  taken(item: OutboxItem): void {
    const entry = this.rows.get(nameOf(item));
    if (entry) entry.takenNs = this.clock.monoNs();
  }

  /** The broker has not taken all of it. False when a receipt came nevertheless. */
  abandon(item: OutboxItem): boolean {
    return this.forget(nameOf(item)) !== null;
  }

  /** It is sent again. */
  giveUp(item: OutboxItem): void {
    const name = nameOf(item);
    this.forget(name);
    this.again.delete(name);
    this.again.add(name);
    // A set is in the order of adding.
    for (const oldest of this.again) {
      if (this.again.size <= againAtMost) break;
      this.again.delete(oldest);
    }
  }

  /** A receipt names it; null when no row of that name waits. */
  confirmed(name: string): OutboxItem | null {
    const isSentOnce = !this.again.delete(name);
    const entry = this.forget(name);
    if (!entry) return null;
    const { item, sentNs, takenNs } = entry;
    this.pace.came(msSince(this.clock, takenNs ?? sentNs), isSentOnce);
    const before = this.heard.get(item.kind)?.sentNs ?? 0n;
    const latest = isSentOnce && sentNs > before ? sentNs : before;
    this.heard.set(item.kind, { atNs: this.clock.monoNs(), sentNs: latest });
    return item;
  }

  sentNs(name: string): bigint | undefined {
    return this.rows.get(name)?.sentNs;
  }

  /** Those that the broker took by then. Rows may be given up meanwhile. */
  *takenBefore(sinceNs: bigint): Generator<Taken> {
    for (const entry of this.rows.values()) {
      const { takenNs } = entry;
      if (takenNs !== null && takenNs <= sinceNs) yield { ...entry, takenNs };
    }
  }

  /** No receipt came for a row of its kind that was sent after it: it may stand in the receiver's queue, if not for ever. */
  mayStandInQueue({ item, sentNs, takenNs }: Taken): boolean {
    const { atNs, sentNs: latestNs } = this.heard.get(item.kind) ?? { atNs: 0n, sentNs: 0n };
    if (latestNs > sentNs) return false;
    return msSince(this.clock, atNs > takenNs ? atNs : takenNs) < this.pace.patienceMs;
  }

  /** The receiver was away, and now comes to what the broker kept for it: the time of all rows begins anew. */
  beginAnew(): void {
    this.pace.restart();
    for (const entry of this.rows.values()) {
      if (entry.takenNs === null) continue;
      if (!entry.isHeld) this.held++;
      entry.isHeld = true;
      entry.takenNs = this.clock.monoNs();
    }
  }

  private forget(name: string): Waiting | null {
    const entry = this.rows.get(name) ?? null;
    this.rows.delete(name);
    if (entry?.isHeld) this.held--;
    return entry;
  }
}

/** Only hits and alerts come twice under one id. */
function nameOf({ id, kind, body }: OutboxItem): string {
  if (kind !== "hit") return id;
  const message = parseJson(body) as { readonly type?: unknown; readonly revision?: unknown } | undefined;
  return receiptName({ ...message, id });
}

/** Undefined for what is none. */
export function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString("utf8"));
  } catch {
    return undefined;
  }
}
