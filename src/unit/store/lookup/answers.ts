import { join } from "node:path";
import type { Clock } from "../../../shared/domain/ports.js";
import type { Asker, Lookups } from "../../core/evidence-queries.js";
import type { StorePaths } from "../database/paths.js";
import type { MemoryReads } from "../memory-reads.js";
import type { CurrentDb } from "../tables/current-db.js";
import type { EvidenceDb } from "../tables/evidence-db.js";
import type { WalkState } from "../trail/chain-walk.js";
import type { Found, FoundOf, Question } from "./questions.js";
import { readPage } from "./read-page.js";

/** Where answers come from. */
export interface AnswersDeps {
  readonly ask: (question: Question, asker: Asker) => Promise<{ found: Found; newer: boolean }>;
  /** Null unless reads without a hit are only remembered. */
  readonly memory: MemoryReads | null;
  /** Found instead of the stored read by who may not know of its covert hit. */
  readonly shadows: MemoryReads | null;
  readonly paths: Pick<StorePaths, "keys">;
  readonly currentDb: CurrentDb;
  readonly clock: Clock;
}

/** The look-ups, one answer of its kind to each question. */
export function createAnswers(deps: AnswersDeps): Lookups {
  const { ask, memory, shadows, paths, clock } = deps;
  // Every key the unit ever signed with.
  const publicKeys = join(paths.keys, "public");
  const walk = createWalk(deps);
  async function answer<Q extends Question>(
    question: Q,
    asker: Asker,
  ): Promise<FoundOf<Q["kind"]> & { readonly newer: boolean }> {
    const { found, newer } = await ask(question, asker);
    if (found.kind !== question.kind) throw new Error("the answer is to another question");
    return { ...(found as FoundOf<Q["kind"]>), newer };
  }
  return {
    async search(query, asker) {
      const { result, newer } = await answer({ kind: "reads", query }, asker);
      const hidden = query.covert === false ? (shadows?.search(query) ?? []) : [];
      return readPage(query, result, [...(memory?.search(query) ?? []), ...hidden], newer ? "newer" : "time");
    },
    density: async (query, asker) => (await answer({ kind: "density", query }, asker)).density,
    hitPage: async (query, asker) => (await answer({ kind: "hits", query }, asker)).hits,
    encounterPage: async (query, asker) => (await answer({ kind: "encounters", query }, asker)).page,
    trailPage: async (query, asker) => (await answer({ kind: "trail", query }, asker)).page,
    async chainState(asker) {
      const { said, state } = await answer({ kind: "chain", publicKeys, state: walk.now() }, asker);
      walk.keep(state);
      return said;
    },
    async statistics(query, asker) {
      const now = clock.now();
      const { counted } = await answer({ kind: "statistics", query, now }, asker);
      return { ...counted, onlyHits: memory !== null };
    },
  };
}

/** What was followed of the chain counts so long; then it is followed anew, from its first link. */
const walkCountsMs = 15 * 60_000;

/** How far the chain of the database in force was followed, from one question to the next. */
function createWalk({ currentDb, clock }: AnswersDeps) {
  let of: EvidenceDb | null = null;
  let last: WalkState | null = null;
  return {
    now(): WalkState {
      const since = clock.now();
      const isSame = of === currentDb.current();
      of = currentDb.current();
      if (last && isSame && Math.abs(since - last.since) < walkCountsMs) return last;
      return { since, reached: null, findings: [] };
    },
    keep: (state: WalkState): void => void (last = state),
  };
}
