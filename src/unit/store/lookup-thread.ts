// The thread that looks things up for people, so that the thread that alerts never walks through a million reads. It takes
// turns between those who ask, a slice each, and knows its answer at any moment: it is cut short, never left to run.
import { setPriority } from "node:os";
import { performance } from "node:perf_hooks";
import { isMainThread, parentPort } from "node:worker_threads";
import { createBodies, type Bodies } from "./tables/bodies.js";
import { createChain } from "./ledger/links.js";
import { connect, saysCorrupt, type Db } from "./database/db.js";
import { createEncounterTable } from "./tables/encounters.js";
import { createHits } from "./tables/hits.js";
import { createReads } from "./tables/reads.js";
import {
  isSliced,
  type Answer,
  type Ask,
  type Cut,
  type Found,
  type PageQuestion,
} from "./lookup/questions.js";
import { beginRun, type SlicedRun } from "./lookup/sliced-run.js";
import { errorText } from "../../shared/domain/error-text.js";

interface Job {
  readonly ask: Ask;
  readonly until: number;
  readonly bodies: Bodies;
  open: { readonly db: Db; readonly run: SlicedRun } | null;
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
    if (!isSliced(question)) return { id, found: atOnce(job, question) };
    if (!job.open) {
      const db = connect(path, key, { readonly: true });
      job.open = { db, run: beginRun(db, question, job.bodies) };
    }
    const isLate = job.cut || performance.now() >= job.until;
    const goesOn = !isLate && job.open.run.step();
    return goesOn ? null : { id, found: job.open.run.found(job.cut) };
  } catch (error) {
    return { id, failed: errorText(error), corrupt: saysCorrupt(error) };
  }
}

/** Pages of hits are short and walk an index. */
function atOnce({ ask, bodies }: Job, question: PageQuestion): Found {
  const db = connect(ask.path, ask.key, { readonly: true });
  try {
    const chain = createChain(db, 0);
    const reads = createReads(db, chain, bodies);
    if (question.kind === "hits")
      return { kind: "hits", hits: createHits(db, chain, { reads, bodies }).views(question.query) };
    return { kind: "encounters", page: createEncounterTable(db, { reads, bodies }).page(question.query) };
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
