// The thread that looks things up for people, so that the thread that alerts never walks through a million reads. It takes
// turns between those who ask, a slice each, and knows its answer at any moment: it is cut short, never left to run.
import { setPriority } from "node:os";
import { performance } from "node:perf_hooks";
import { isMainThread, parentPort } from "node:worker_threads";
import type {
  AuditQuery,
  EncounterPage,
  EncounterQuery,
  HitQuery,
  HitView,
  ReadQuery,
} from "../core/evidence-queries.js";
import type { AuditEvent } from "../../shared/domain/actor.js";
import { createAuditTable } from "./tables/audit.js";
import { createBodies, type Bodies } from "./tables/bodies.js";
import { createChain } from "./ledger/links.js";
import { connect, saysCorrupt, type Db } from "./database/db.js";
import { createEncounterTable } from "./tables/encounters.js";
import { createHits } from "./tables/hits.js";
import { createReads } from "./tables/reads.js";
import { beginSearch, type SearchResult, type SearchRun } from "./tables/search.js";
import { errorText } from "../../shared/domain/error-text.js";

/** What can be asked; each kind has an answer of the same kind in `Found`. */
export type Question =
  | { readonly kind: "reads"; readonly query: ReadQuery }
  | { readonly kind: "hits"; readonly query: HitQuery }
  | { readonly kind: "encounters"; readonly query: EncounterQuery }
  | { readonly kind: "audit"; readonly query: AuditQuery };

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

/** The answer; it may be a part, when the time was up. */
export type Found =
  | { readonly kind: "reads"; readonly result: SearchResult }
  | { readonly kind: "hits"; readonly hits: readonly HitView[] }
  | { readonly kind: "encounters"; readonly page: EncounterPage }
  | { readonly kind: "audit"; readonly lines: readonly AuditEvent[] };

/** `unreadable` are the records met that cannot be read (bodies.ts); `failed` is what went wrong; `corrupt` says that the database is damaged. */
export type Answer = { readonly id: number; readonly unreadable?: readonly string[] } & (
  { readonly found: Found } | { readonly failed: string; readonly corrupt: boolean }
);

interface Job {
  readonly ask: Ask;
  readonly until: number;
  readonly bodies: Bodies;
  open: { readonly db: Db; readonly run: SearchRun } | null;
  cut: boolean;
}

/** Takes questions, and posts one answer to each. */
export function createLookupLoop(post: (answer: Answer) => void): (message: Ask | Cut) => void {
  const jobs = new Map<number, Job>();
  let isTurning = false;

  function end(job: Job, answer: Answer): void {
    job.open?.db.close();
    jobs.delete(job.ask.id);
    post({ ...answer, unreadable: job.bodies.unreadable() });
  }

  async function turn(): Promise<void> {
    isTurning = true;
    while (jobs.size > 0) {
      for (const job of [...jobs.values()]) {
        const answer = advance(job);
        if (answer) end(job, answer);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    isTurning = false;
  }

  return (message) => {
    if ("cut" in message) {
      const job = jobs.get(message.cut);
      if (job) job.cut = true;
      return;
    }
    const until = performance.now() + message.limitMs;
    jobs.set(message.id, { ask: message, until, bodies: createBodies(), open: null, cut: false });
    if (!isTurning) void turn();
  };
}

/** Goes on by one slice; the answer when it is over. Each question has a connection of its own: the database may be another one by the next. */
function advance(job: Job): Answer | null {
  const { id, path, key, question } = job.ask;
  try {
    if (question.kind !== "reads") return { id, found: atOnce(job, question) };
    const isLate = job.cut || performance.now() >= job.until;
    if (!job.open) {
      if (isLate) return { id, found: { kind: "reads", result: nothing } };
      const db = connect(path, key, { readonly: true });
      job.open = { db, run: beginSearch(db, question.query, job.bodies) };
    }
    const goesOn = !isLate && job.open.run.step();
    return goesOn ? null : { id, found: { kind: "reads", result: job.open.run.result() } };
  } catch (error) {
    return { id, failed: errorText(error), corrupt: saysCorrupt(error) };
  }
}

const nothing: SearchResult = { found: [], ended: null, position: null, unsearched: null };

/** Pages of hits and of the audit trail are short and walk an index. */
function atOnce({ ask, bodies }: Job, question: Exclude<Question, { kind: "reads" }>): Found {
  const db = connect(ask.path, ask.key, { readonly: true });
  try {
    const chain = createChain(db, 0);
    const reads = createReads(db, chain, bodies);
    if (question.kind === "hits")
      return { kind: "hits", hits: createHits(db, chain, { reads, bodies }).views(question.query) };
    if (question.kind === "encounters")
      return { kind: "encounters", page: createEncounterTable(db, { reads, bodies }).page(question.query) };
    const { limit, before } = question.query;
    return { kind: "audit", lines: createAuditTable(db, chain, bodies).newest(limit, before) };
  } finally {
    db.close();
  }
}

if (!isMainThread && import.meta.url.endsWith(".js") && parentPort) {
  const port = parentPort;
  try {
    // Of this thread alone (Linux, setpriority(2)): frames and alerts go first.
    setPriority(0, 10);
  } catch {
    // A sandbox may forbid it; searches are only less polite then.
  }
  const take = createLookupLoop((answer) => port.postMessage(answer));
  port.on("message", (message: Ask | Cut) => take(message));
}
