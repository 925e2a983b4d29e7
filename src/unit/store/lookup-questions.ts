// What can be looked up, and how each is answered: by a walk in slices, or at once.
import type {
  AuditQuery,
  EncounterPage,
  EncounterQuery,
  HitQuery,
  HitView,
  ReadQuery,
} from "../core/evidence-queries.js";
import type { Density, DensityQuery } from "../core/density.js";
import type { AuditEvent } from "../../shared/domain/actor.js";
import type { Db } from "./database/db.js";
import { createChain } from "./ledger/links.js";
import { createAuditTable } from "./tables/audit.js";
import type { Bodies } from "./tables/bodies.js";
import { beginDensity, nothingCounted } from "./tables/density.js";
import { createEncounterTable } from "./tables/encounters.js";
import { createHits } from "./tables/hits.js";
import { createReads } from "./tables/reads.js";
import { beginSearch, type SearchResult } from "./tables/search.js";

/** Questions that walk through many rows, and may be cut short. */
export type LongQuestion =
  | { readonly kind: "reads"; readonly query: ReadQuery }
  | { readonly kind: "density"; readonly query: DensityQuery };

/** Pages of hits and of the audit trail are short and walk an index. */
export type ShortQuestion =
  | { readonly kind: "hits"; readonly query: HitQuery }
  | { readonly kind: "encounters"; readonly query: EncounterQuery }
  | { readonly kind: "audit"; readonly query: AuditQuery };

/** What can be asked; each kind has an answer of the same kind in `Found`. */
export type Question = LongQuestion | ShortQuestion;

/** The answer; it may be a part, when the time was up. */
export type Found =
  | { readonly kind: "reads"; readonly result: SearchResult }
  | { readonly kind: "density"; readonly density: Density }
  | { readonly kind: "hits"; readonly hits: readonly HitView[] }
  | { readonly kind: "encounters"; readonly page: EncounterPage }
  | { readonly kind: "audit"; readonly lines: readonly AuditEvent[] };

/** A long question under way. */
export interface LongRun {
  /** Goes on by one slice; false when there is nothing more to do. */
  step(): boolean;
  found(): Found;
}

/** Whether a question walks, and may be cut short. */
export const isLong = (question: Question): question is LongQuestion =>
  question.kind === "reads" || question.kind === "density";

/** Begins the walk of a long question. */
export function beginLong(question: LongQuestion, db: Db, bodies: Bodies): LongRun {
  if (question.kind === "density") {
    const run = beginDensity(db, question.query);
    return { step: () => run.step(), found: () => ({ kind: "density", density: run.result() }) };
  }
  const run = beginSearch(db, question.query, bodies);
  return { step: () => run.step(), found: () => ({ kind: "reads", result: run.result() }) };
}

/** The answer to a long question whose time was up before its turn came. */
export function notBegun(question: LongQuestion): Found {
  if (question.kind === "density") return { kind: "density", density: nothingCounted(question.query) };
  return { kind: "reads", result: { found: [], ended: null, position: null, unsearched: null } };
}

/** Answers a short question. */
export function answerShort(question: ShortQuestion, db: Db, bodies: Bodies): Found {
  const chain = createChain(db, 0);
  const reads = createReads(db, chain, bodies);
  if (question.kind === "hits")
    return { kind: "hits", hits: createHits(db, chain, { reads, bodies }).views(question.query) };
  if (question.kind === "encounters")
    return { kind: "encounters", page: createEncounterTable(db, { reads, bodies }).page(question.query) };
  const { limit, before } = question.query;
  return { kind: "audit", lines: createAuditTable(db, chain, bodies).newest(limit, before) };
}
