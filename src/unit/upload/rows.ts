import { outboxKinds, type OutboxItem, type OutboxKind } from "../core/outbox.js";
import type { Outbox } from "../core/ports.js";

/** The outbox as the sender walks it: every row is handed out once until it is released and its kind rewound. */
export interface Rows {
  /** The next row of a kind, or null. */
  head(kind: OutboxKind): OutboxItem | null;
  /** Takes the head; it is busy (in flight, resting, waiting for a receipt) until released. */
  take(kind: OutboxKind): OutboxItem | null;
  /** Keeps a row from being handed out, whether it was taken or not. */
  hold(item: OutboxItem): void;
  /** Hands a row back; `again` walks its kind from the beginning, so that it comes up once more. */
  release(item: OutboxItem, again: boolean): void;
  /** New rows may have come. */
  wake(): void;
  /** Begins all walks anew: rows may have come back (released by an operator) or the database may be another one. */
  rewind(): void;
}

interface Walk {
  items: OutboxItem[];
  cursor: number;
  dry: boolean;
}

const newWalk = (): Walk => ({ items: [], cursor: 0, dry: false });
const isPicture = (kind: OutboxKind): boolean => kind === "picture" || kind === "hit-picture";

/** Reads the outbox page by page, each kind by itself; what is handed out does not come up again before its release. */
export function createRows(outbox: Outbox): Rows {
  const busy = new Set<number>();
  const walks = new Map<OutboxKind, Walk>(outboxKinds.map((kind) => [kind, newWalk()]));
  const walkOf = (kind: OutboxKind): Walk => walks.get(kind) as Walk;

  function fetch(kind: OutboxKind, walk: Walk): void {
    const limit = isPicture(kind) ? 16 : 200;
    while (walk.items.length === 0 && !walk.dry) {
      const page = outbox.next(limit, [kind], walk.cursor);
      walk.dry = page.length < limit;
      walk.cursor = page.at(-1)?.seq ?? walk.cursor;
      walk.items = page.filter((item) => !busy.has(item.seq));
    }
  }

  function head(kind: OutboxKind): OutboxItem | null {
    const walk = walkOf(kind);
    fetch(kind, walk);
    return walk.items[0] ?? null;
  }

  return {
    head,
    take(kind) {
      const item = head(kind);
      if (!item) return null;
      walkOf(kind).items.shift();
      busy.add(item.seq);
      return item;
    },
    hold: (item) => void busy.add(item.seq),
    release(item, again) {
      busy.delete(item.seq);
      if (again) walks.set(item.kind, newWalk());
    },
    wake() {
      for (const walk of walks.values()) walk.dry = false;
    },
    rewind() {
      for (const kind of outboxKinds) walks.set(kind, newWalk());
    },
  };
}
