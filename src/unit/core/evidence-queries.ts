// What the console and commands ask of the stored evidence.
import type { Actor } from "../../shared/domain/actor.js";
import type { Category, Priority } from "../../shared/domain/categories.js";
import type { OutboxDraft } from "./outbox.js";
import type { SoughtVerdict, SearchEnd, Verdict } from "../../shared/domain/closed-sets.js";
import type { Hit, Millis, Read } from "../../shared/domain/types.js";
import type { Disposition } from "../../shared/domain/verification.js";
import type { GroundBox } from "../../shared/domain/ground-box.js";
import type { Density, DensityQuery } from "./density.js";
import type { Near } from "./near.js";
import type { Statistics, StatisticsQuery } from "./statistics.js";
import type { ChainState, TrailLines, TrailQuery } from "./trail-queries.js";

/** Decrypted evidence picture by id (`<readId>.<revision>.plate|vehicle`); null when purged or unknown. */
export interface PictureSource {
  picture(id: string): Promise<Uint8Array | null>;
}

/** Filter of a search over reads. Searching needs a purpose, which the audit trail keeps. */
export interface ReadQuery {
  readonly from?: Millis;
  readonly to?: Millis;
  /** O and 0 are alike; `*` stands for any characters, `?` for one. */
  readonly plate?: string;
  /** Characters that are taken for each other (`keyClasses`) are alike too. */
  readonly similar?: boolean;
  readonly camera?: string;
  /** Postal code. */
  readonly state?: string;
  readonly near?: Near;
  readonly box?: GroundBox;
  readonly hitsOnly?: boolean;
  /** Of one of its hits: the list's id, what it is wanted for, and the verdict in force on it. */
  readonly list?: string;
  readonly category?: Category;
  readonly verdict?: SoughtVerdict;
  /**
   * When given, hits count only while they were not cancelled, and covert ones only when it is true; where it is false,
   * reads that are there for a covert hit alone are not found.
   */
  readonly covert?: boolean;
  readonly limit: number;
  /** `next` of the page before. */
  readonly before?: string;
}

/** A read with its hits, without its pictures: these are asked for by their ids. */
export interface FoundRead {
  readonly read: Read;
  readonly hits: readonly Hit[];
  /** Names this place among the reads: a `before` that goes on after it. */
  readonly cursor: string;
}

/** A page of a search, newest capture first. */
export interface ReadPage {
  readonly found: readonly FoundRead[];
  /** `before` of the next page; null when there is none. */
  readonly next: string | null;
  readonly ended: SearchEnd;
  /** When not all was searched: what was captured since then was; null when nothing was. */
  readonly searchedTo: Millis | null;
}

/** Who looks something up, and when they went away. */
export interface Asker {
  readonly person: string;
  readonly signal: AbortSignal;
}

/**
 * Looking things up in what is stored, however much it is: apart from the thread that alerts, one search of a person at a
 * time, within a total time. Rejects with SEARCH_BUSY when too many are under way, and when the asker goes away.
 */
export interface Lookups {
  search(query: ReadQuery, asker: Asker): Promise<ReadPage>;
  /** Newest hits first, with their read and newest disposition. */
  hitPage(query: HitQuery, asker: Asker): Promise<readonly HitView[]>;
  encounterPage(query: EncounterQuery, asker: Asker): Promise<EncounterPage>;
  density(query: DensityQuery, asker: Asker): Promise<Density>;
  trailPage(query: TrailQuery, asker: Asker): Promise<TrailLines>;
  /** Goes on following the chain from where it came to before. */
  chainState(asker: Asker): Promise<ChainState>;
  statistics(query: StatisticsQuery, asker: Asker): Promise<Statistics>;
}

/** Newest first; `beforeId` goes on after that hit. */
export interface HitQuery {
  readonly limit: number;
  /** False: without covert ones. */
  readonly covert?: boolean;
  readonly beforeId?: string;
}

/** What the log of hits is asked for, encounter by encounter. */
export interface EncounterQuery {
  /** `open`: those that wait for a verdict, highest priority first; else all, newest first. */
  readonly open: boolean;
  /** Covert ones too; they are never open. */
  readonly covert: boolean;
  /** Recorded since then. */
  readonly since?: Millis;
  /** Whose verdict it has. */
  readonly actor?: string;
  readonly priority?: Priority;
  readonly category?: Category;
  readonly verdict?: Verdict;
  readonly limit: number;
  /** `next` of the page before. */
  readonly before?: string;
}

/** A page of encounters: each with its first hit that was not cancelled, and the newest verdict on any of its hits. */
export interface EncounterPage {
  readonly found: readonly HitView[];
  readonly next: string | null;
}

/** How many encounters wait for a verdict, by priority. */
export type OpenCounts = Readonly<Record<Priority, number>>;

/** What the console shows and writes. What is not a look-up runs on the thread that alerts, and reads a few rows by index. */
export interface Records extends PictureSource, Lookups {
  /** The reads written last, newest first; none that is there for a covert hit alone. */
  newestReads(limit: number): readonly Read[];
  read(id: string): Read | null;
  hitsOf(readId: string): readonly Hit[];
  /** A read, or its pictures alone, are there for a covert hit only: to whoever may not know of that hit, they are gone. */
  arePicturesCovert(readId: string): boolean;
  /** Whether the time of a read whose clock was not set may still become known. */
  readonly awaitsTime: (readId: string) => boolean;
  hit(id: string): HitView | null;
  hits(query: HitQuery): readonly HitView[];
  /** Encounters without a verdict, however old: highest priority first, then newest. No covert and no cancelled ones. */
  openEncounters(limit: number): readonly HitView[];
  openCounts(): OpenCounts;
  dispose(disposition: Disposition, actor: Actor, outbox: readonly OutboxDraft[]): void;
}

/** A hit with the read it rests on; `disposition` is the verdict in force, null while it waits for one. */
export interface HitView {
  readonly hit: Hit;
  readonly read: Read;
  readonly disposition: Disposition | null;
}
