import { isPictureKind, outboxKinds, type OutboxItem, type OutboxKind } from "../core/outbox.js";
import type { Outbox } from "../core/ports.js";

interface Walk {
  items: OutboxItem[];
  cursor: number;
  dry: boolean;
}

const newWalk = (): Walk => ({ items: [], cursor: 0, dry: false });

/**
 * The outbox as the sender walks it, page by page, each kind by itself: every row is handed out once until it is released
 * and its kind rewound.
 */
export class Rows {
  private readonly busy = new Set<number>();
  private readonly walks = new Map<OutboxKind, Walk>();

  constructor(private readonly outbox: Pick<Outbox, "next">) {
    this.rewind();
  }

  /** The next row of a kind, or null. */
  head(kind: OutboxKind): OutboxItem | null {
    const walk = this.walkOf(kind);
    const limit = isPictureKind(kind) ? 16 : 200;
    while (walk.items.length === 0 && !walk.dry) {
      const page = this.outbox.next(limit, [kind], walk.cursor);
      walk.dry = page.length < limit;
      walk.cursor = page.at(-1)?.seq ?? walk.cursor;
      walk.items = page.filter((item) => !this.busy.has(item.seq));
    }
    return walk.items[0] ?? null;
  }

  /** Takes the head; it is busy (in flight, resting, waiting for a receipt) until released. */
  take(kind: OutboxKind): OutboxItem | null {
    const item = this.head(kind);
    if (!item) return null;
    this.walkOf(kind).items.shift();
    this.busy.add(item.seq);
    return item;
  }

  /** Keeps a row from being handed out, whether it was taken or not. */
  hold(item: OutboxItem): void {
    this.busy.add(item.seq);
  }

  /** Hands a row back; `again` walks its kind from the beginning, so that it comes up once more. */
  release(item: OutboxItem, again: boolean): void {
    this.busy.delete(item.seq);
    if (again) this.walks.set(item.kind, newWalk());
  }

  /** New rows may have come. */
  wake(): void {
    for (const walk of this.walks.values()) walk.dry = false;
  }

  /** Begins all walks anew: rows may have come back (released by an operator) or the database may be another one. */
  rewind(): void {
    for (const kind of outboxKinds) this.walks.set(kind, newWalk());
  }

  private walkOf(kind: OutboxKind): Walk {
    return this.walks.get(kind) as Walk;
  }
}
