// What is asked of the thread that looks things up, and what it answers.
import type { Density, DensityQuery } from "../../core/density.js";
import type {
  EncounterPage,
  EncounterQuery,
  HitQuery,
  HitView,
  ReadQuery,
} from "../../core/evidence-queries.js";
import type { Statistics, StatisticsQuery } from "../../core/statistics.js";
import type { ChainState, TrailLines, TrailQuery } from "../../core/trail-queries.js";
import type { SearchResult } from "../tables/search.js";
import type { WalkState } from "../trail/chain-walk.js";

/** What takes long is looked through in slices. Each kind has an answer of the same kind in `Found`. */
export type SlicedQuestion =
  | { readonly kind: "reads"; readonly query: ReadQuery }
  | { readonly kind: "density"; readonly query: DensityQuery }
  | { readonly kind: "trail"; readonly query: TrailQuery }
  | { readonly kind: "chain"; readonly publicKeys: string; readonly state: WalkState }
  | { readonly kind: "statistics"; readonly query: StatisticsQuery; readonly now: number };

/** Short pages that walk an index are answered at once. */
export type PageQuestion =
  | { readonly kind: "hits"; readonly query: HitQuery }
  | { readonly kind: "encounters"; readonly query: EncounterQuery };

/** What can be asked. */
export type Question = SlicedQuestion | PageQuestion;

/** Whether a question is looked through in slices. */
export const isSliced = (question: Question): question is SlicedQuestion =>
  question.kind !== "hits" && question.kind !== "encounters";

/** A question on its way to the thread; `path` and `key` (32 bytes) are those of the database in force. */
export interface Ask {
  readonly id: number;
  readonly path: string;
  readonly key: Uint8Array;
  readonly question: Question;
  /** Milliseconds from the arrival of the question until it is answered with what was found. */
  readonly limitMs: number;
}

/** Ends a question that is asked no longer. It is still answered. */
export interface Cut {
  readonly cut: number;
}

/** The answer; it may be a part, when the time was up or it was cut. */
export type Found =
  | { readonly kind: "reads"; readonly result: SearchResult }
  | { readonly kind: "hits"; readonly hits: readonly HitView[] }
  | { readonly kind: "encounters"; readonly page: EncounterPage }
  | { readonly kind: "density"; readonly density: Density }
  | { readonly kind: "trail"; readonly page: TrailLines }
  | { readonly kind: "chain"; readonly said: ChainState; readonly state: WalkState }
  | { readonly kind: "statistics"; readonly counted: Omit<Statistics, "onlyHits"> };

/** What was found of one kind. */
export type FoundOf<K extends Found["kind"]> = Extract<Found, { readonly kind: K }>;

/** `unreadable` are the records met that cannot be read (bodies.ts); `failed` is what went wrong; `corrupt` says that the database is damaged. */
export type Answer = { readonly id: number; readonly unreadable?: readonly string[] } & (
  { readonly found: Found } | { readonly failed: string; readonly corrupt: boolean }
);
