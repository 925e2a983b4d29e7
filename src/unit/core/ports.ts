// What the parts of the unit need of each other. Each part takes only the ports it names.
import type { OutboxDraft, OutboxItem, OutboxKind } from "./outbox.js";
import type {
  Alert,
  Fix,
  Hit,
  HotlistEntry,
  Matrix,
  Millis,
  Read,
  ReadPictures,
} from "../../shared/domain/types.js";
import type { Fault } from "../../shared/domain/faults/fault.js";
import type { When } from "./when.js";

/** The lists in force, as the matcher sees them. */
export interface HotlistIndex {
  /** Entries whose folded plate equals one of the keys and that may be valid then. Keys are at most a few hundred. */
  lookup(foldedKeys: readonly string[], when: When): readonly HotlistEntry[];
  /** Wildcard and partial entries of the lists that allow them, that may be valid then. */
  patterns(when: When): readonly HotlistEntry[];
  /** Number of entries in force over all sources. */
  readonly size: number;
}

/** Everything one read writes, in one transaction (pictures go to disk before it). */
export interface ReadRecord {
  readonly read: Read;
  readonly hits: readonly Hit[];
  readonly pictures: ReadPictures;
  readonly matrices: readonly Matrix[];
  readonly outbox: readonly OutboxDraft[];
}

/** What intake writes. Resolves only when everything is durable; throws EVIDENCE_WRITE otherwise, STORE_CLOSED of a stand-in. */
export interface EvidenceWriter {
  /** A new read (revision 1) or a correction (revision 2) with its hits and messages. */
  record(record: ReadRecord): Promise<void>;
}

/** An earlier read as past-read matching needs it. */
export interface PastRead {
  readonly read: Read;
  readonly matrices: readonly Matrix[];
  /** The read is there for a covert hit alone: a hit that everybody may know of would tell of that one. */
  readonly covertly?: boolean;
}

/** Reads kept on the unit, for past-read matching and the console. */
export interface ReadArchive {
  /** Newest revision of reads captured in [from, to), newest first, in pages. */
  pastReads(from: Millis, to: Millis, afterId: string | null, limit: number): readonly PastRead[];
  /** Writes a hit found later on an existing read. */
  recordHistoricalHit(read: Read, hit: Hit, outbox: readonly OutboxDraft[]): Promise<void>;
}

/** Queue of promised messages. Nothing is removed before the broker's success code. */
export interface Outbox {
  /** Items in the order of `outboxKinds`, each kind by seq, with seq above `afterSeq`; parked ones excepted. */
  next(limit: number, kinds?: readonly OutboxKind[], afterSeq?: number): readonly OutboxItem[];
  /** Marks items as delivered, in one transaction. */
  sent(seqs: readonly number[], at: Millis): void;
  /** Counts a refused attempt; `park` takes the item out of the queue until released. */
  refused(seq: number, reason: string, park: boolean): void;
  /** Remembers how many chunks of a picture (blocks of 16 KiB from its beginning) were acknowledged. */
  progress(seq: number, chunksSent: number): void;
  /** Adds a message that has no record of its own (faults). */
  add(draft: OutboxDraft): void;
  counts(): OutboxCounts;
}

/**
 * What waits for upload; `oldestAt` null when nothing does. `parked` were refused for good and wait for an operator.
 */
export interface OutboxCounts {
  readonly waiting: number;
  readonly hitsWaiting: number;
  readonly parked: number;
  readonly oldestAt: Millis | null;
}

/** Live subscribers of alerts, reads and faults (the console's event stream). A slow one is dropped, never waited for. */
export interface LiveFeed {
  /** `pictures` are shown even when evidence cannot be written. */
  alert(alert: Alert, pictures?: ReadPictures): void;
  read(read: Read): void;
  faults(faults: readonly Fault[]): void;
}

/** Position of the unit as last heard. */
export interface Positions {
  /** Latest fix, or null when none was ever received. */
  latest(): Fix | null;
  /** The fix nearest to a capture time, interpolated between neighbours where possible. */
  at(monoNs: bigint): Fix | null;
}
