// When a row counts as delivered: with the broker's PUBACK, or (confirm: receiver) with the receipt of the receiving service.
import type { UploadConfig } from "../../config/schema.js";
import { createBackoff, type Backoff } from "../../../shared/platform/backoff.js";
import type { ToldTime } from "../../core/time/centre-time.js";
import type { OutboxItem } from "../../core/outbox.js";
import type { Clock, Faults } from "../../../shared/domain/ports.js";
import { messageSchemas, type Receipt } from "../../../shared/protocol/message-schemas.js";
import type { RowMarks } from "../marks.js";
import type { Refusals } from "../refusals.js";
import type { Rows } from "../rows.js";
import { nsOf } from "../../../shared/domain/elapsed.js";
import { Awaiting, parseJson, type Taken } from "./awaiting.js";

/** What confirms a row and takes it out of the outbox; `random` is 0..1. */
export interface DeliveryDeps {
  readonly confirm: UploadConfig["confirm"];
  readonly receiptTimeoutMs: number;
  readonly marks: RowMarks;
  readonly rows: Rows;
  readonly refusals: Refusals;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly random: () => number;
  /** Takes the time that a receipt tells. */
  readonly onTime: (time: Omit<ToldTime, "address">) => void;
}

/** What takes the times of receipts that came over a verified connection. */
export interface TimeTaker {
  readonly onTime: (time: ToldTime) => void;
}

/** No receipt came for anything since a row was sent that should have one. */
interface Silence {
  readonly backoff: Backoff;
  /** When the next row goes out to try again. */
  nextNs: bigint;
  /** A row was handed back for that try, and has not gone out yet. */
  isOffered: boolean;
  /** Urgent rows sent in vain: they wait for a turn like all others. */
  readonly tried: Set<string>;
}

/** Rows that may wait for receipts and for being marked. */
const unsettledAtMost = 2_000;
/** Of these, rows whose time is over while no receipt at all comes: the broker may have them still, for a receiver that is away. */
const heldAtMost = 1_000;
/** Longest wait between two tries at a silent receiver. It ends with the first receipt for any of them. */
const probeAtMostMs = 600_000;
/** Code under which a receiver's refusal is counted: payload format invalid. */
const refusedByReceiver = 0x99;

/** Rows on their way from "sent" to "marked in the outbox". */
export class Deliveries {
  private readonly awaiting: Awaiting;
  private done: OutboxItem[] = [];
  private silence: Silence | null = null;
  /** The last receipt. Rows that one of a kind never gets are no silence while others come. */
  private receiptNs = 0n;
  /** Rows delivered since start. */
  delivered = 0;
  badReceipts = 0;

  constructor(private readonly deps: DeliveryDeps) {
    this.awaiting = new Awaiting(deps.clock, deps.receiptTimeoutMs);
  }

  /** Rows that the receiver has not confirmed yet. */
  get waiting(): number {
    return this.awaiting.size;
  }

  /** No receipts come: one row at a time is sent, ever more rarely. */
  get silent(): boolean {
    return this.silence !== null;
  }

  /** True when no more should be sent until receipts or the database have caught up. */
  get full(): boolean {
    if (this.awaiting.size + this.done.length >= unsettledAtMost) return true;
    return !this.silence && this.awaiting.isFull;
  }

  /** Whether a row may go out. Into silence only when it is its turn, or when it is urgent and goes out for the first time. */
  admits(id: string | null, urgent: boolean): boolean {
    if (this.full && !urgent) return false;
    if (!this.silence) return true;
    if (urgent && id !== null && !this.silence.tried.has(id)) return true;
    return this.deps.clock.monoNs() >= this.silence.nextNs;
  }

  /** A row goes out now. A receipt may come before the broker's own answer. */
  sending(item: OutboxItem): void {
    if (this.deps.confirm !== "receiver") return;
    this.awaiting.add(item);
    if (!this.silence) return;
    this.silence.tried.add(item.id);
    this.silence.nextNs = this.later(this.silence.backoff.next());
    this.silence.isOffered = false;
  }

  /** The broker has taken all of a row. */
  published(item: OutboxItem): void {
    if (this.deps.confirm === "broker") return this.confirm(item);
    this.awaiting.taken(item);
  }

  /** A row that needs no sending any more (expired alert, purged picture). */
  settled(item: OutboxItem): void {
    this.done.push(item);
  }

  /** The connection ended or the broker refused before it had taken all of the row. False when it was delivered nevertheless. */
  abandoned(item: OutboxItem): boolean {
    return this.deps.confirm === "broker" || this.awaiting.abandon(item);
  }

  /** A message on the receipts topic. Bad ones are counted and ignored. */
  receipt(payload: Uint8Array): void {
    const parsed = messageSchemas.receipt.safeParse(parseJson(payload));
    if (!parsed.success) {
      this.badReceipts++;
      return;
    }
    this.receiptNs = this.deps.clock.monoNs();
    if (this.silence) this.endSilence();
    this.tellTime(parsed.data);
    for (const id of parsed.data.ids) {
      const item = this.awaiting.confirmed(id);
      if (item) this.confirm(item);
    }
    for (const { id, reason } of parsed.data.refused) {
      const item = this.awaiting.confirmed(id);
      if (!item) continue;
      this.deps.refusals.refused(item, refusedByReceiver, `the receiver says: ${reason}`);
      this.startOver(item);
    }
  }

  /** Writes what was delivered into the outbox, in one transaction. When that fails the rows stay here for the next time. */
  flush(): void {
    if (this.done.length === 0) return;
    const items = this.done;
    if (!this.deps.marks.sent(items.map((item) => item.seq))) return;
    this.done = [];
    for (const item of items) this.deps.rows.release(item, false);
  }

  /** Flushes, and sends again what got no receipt in time: where none comes at all, one row at a time. */
  tick(): void {
    this.flush();
    const now = this.deps.clock.monoNs();
    const sinceNs = now - nsOf(this.deps.receiptTimeoutMs);
    for (const entry of this.awaiting.takenBefore(sinceNs)) {
      const waits = this.isSilent(entry, sinceNs)
        ? this.holdsInto(this.fallSilent(entry.item), now)
        : this.awaiting.mayStandInQueue(entry);
      if (waits) continue;
      this.awaiting.giveUp(entry.item);
      this.deps.rows.release(entry.item, true);
      this.startOver(entry.item);
    }
  }

  /**
   * No receipt came since the row was taken, or since a timeout: the queue may have been long when the receiver went. The
   * second counts once: what waited through a silence may be lost, and must not wait for one more after each.
   */
  private isSilent({ takenNs, isHeld }: Taken, sinceNs: bigint): boolean {
    return this.receiptNs < takenNs || (!isHeld && this.receiptNs <= sinceNs);
  }

  /** Whether a row keeps waiting into the silence. Where it is time for a try, the oldest does not. */
  private holdsInto(silence: Silence, now: bigint): boolean {
    if (this.awaiting.size > heldAtMost) return false;
    if (silence.isOffered || now < silence.nextNs) return true;
    silence.isOffered = true;
    return false;
  }

  /** What the broker kept for the receiver comes to it now: until its receipts can be here, nothing is sent twice. */
  private endSilence(): void {
    this.silence = null;
    this.deps.faults.clear("RECEIVER_SILENT", "receiver");
    this.deps.refusals.tryAgain();
    this.awaiting.beginAnew();
  }

  /**
   * The receiver had what it names before it told the time: that bounds how old its word is. A receipt for an earlier try
   * that comes late seems to tell an earlier time, never a later one.
   */
  private tellTime({ at, ids, refused }: Receipt): void {
    if (at === undefined) return;
    const sent = [...ids, ...refused.map(({ id }) => id)].flatMap((id) => this.awaiting.sentNs(id) ?? []);
    if (sent.length === 0) return;
    const askedNs = sent.reduce((a, b) => (a > b ? a : b));
    this.deps.onTime({ at: Date.parse(at), askedNs, heardNs: this.receiptNs });
  }

  private later(ms: number): bigint {
    return this.deps.clock.monoNs() + nsOf(ms);
  }

  private confirm(item: OutboxItem): void {
    this.done.push(item);
    this.delivered++;
    this.deps.refusals.passed(item);
  }

  /** The receiver may have lost the pieces of a picture it had: the next try begins at the first byte. */
  private startOver(item: OutboxItem): void {
    if (item.pictureId !== undefined) this.deps.marks.progress(item.seq, 0);
  }

  private fallSilent(item: OutboxItem): Silence {
    const silence = (this.silence ??= this.beginSilence());
    silence.tried.add(item.id);
    return silence;
  }

  private beginSilence(): Silence {
    const { receiptTimeoutMs, random, faults } = this.deps;
    faults.raise({
      code: "RECEIVER_SILENT",
      subject: "receiver",
      severity: "warning",
      text: `no receipt within ${String(receiptTimeoutMs / 1000)} s although the broker took the message`,
    });
    const backoff = createBackoff({ firstMs: receiptTimeoutMs, maxMs: probeAtMostMs }, random);
    // The first try is at once: one receipt may have been lost.
    return { backoff, nextNs: 0n, isOffered: false, tried: new Set() };
  }
}

/** Without TLS anybody on the way may have told the time. */
export function tellVerified(
  { config, onTime }: TimeTaker & { readonly config: Pick<UploadConfig, "url"> },
  time: ToldTime,
): void {
  if (/^(mqtts|wss):/.test(config.url)) onTime(time);
}
