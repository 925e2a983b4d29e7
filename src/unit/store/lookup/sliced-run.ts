import type { Db } from "../database/db.js";
import { beginCounting } from "../statistics/count.js";
import type { Bodies } from "../tables/bodies.js";
import { beginDensity } from "../tables/density.js";
import { beginSearch } from "../tables/search.js";
import { beginChainWalk } from "../trail/chain-walk.js";
import { beginTrailSearch } from "../trail/trail-search.js";
import type { Found, SlicedQuestion } from "./questions.js";

/** A question under way, of whatever kind. */
export interface SlicedRun {
  /** One slice more (some ten milliseconds); false when there is nothing more to do. */
  step(): boolean;
  /** `isCut`: it was cut before its time was up. */
  found(isCut: boolean): Found;
}

/** Begins to look a question through. */
export function beginRun(db: Db, question: SlicedQuestion, bodies: Bodies): SlicedRun {
  switch (question.kind) {
    case "reads": {
      const run = beginSearch(db, question.query, bodies);
      return { step: () => run.step(), found: () => ({ kind: "reads", result: run.result() }) };
    }
    case "density": {
      const run = beginDensity(db, question.query);
      return { step: () => run.step(), found: () => ({ kind: "density", density: run.result() }) };
    }
    case "trail": {
      const run = beginTrailSearch(db, question.query, bodies);
      return { step: () => run.step(), found: (isCut) => ({ kind: "trail", page: run.page(isCut) }) };
    }
    case "chain": {
      const run = beginChainWalk(db, question.publicKeys, question.state);
      return {
        step: () => run.step(),
        found: () => ({ kind: "chain", said: run.said(), state: run.state() }),
      };
    }
    case "statistics": {
      const run = beginCounting(db, question.query);
      return {
        step: () => run.step(),
        found: () => ({ kind: "statistics", counted: run.result(question.now) }),
      };
    }
  }
}
