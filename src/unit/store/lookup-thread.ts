// The thread that looks things up for people, so that the thread that alerts never walks through a million reads. It takes
// turns between those who ask, a slice each, and knows its answer at any moment: it is cut short, never left to run.
import { setPriority } from "node:os";
import { performance } from "node:perf_hooks";
import { isMainThread, parentPort } from "node:worker_threads";
import { createBodies, type Bodies } from "./tables/bodies.js";
import { connect, saysCorrupt, type Db } from "./database/db.js";
import {
  answerShort,
  beginLong,
  isLong,
  notBegun,
  type Found,
  type LongRun,
  type Question,
  type ShortQuestion,
} from "./lookup-questions.js";
import { errorText } from "../../shared/domain/error-text.js";

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

/** `unreadable` are the records met that cannot be read (bodies.ts); `failed` is what went wrong; `corrupt` says that the database is damaged. */
export type Answer = { readonly id: number; readonly unreadable?: readonly string[] } & (
  { readonly found: Found } | { readonly failed: string; readonly corrupt: boolean }
);

interface Job {
  readonly ask: Ask;
  readonly until: number;
  readonly bodies: Bodies;
  open: { readonly db: Db; readonly run: LongRun } | null;
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
    if (!isLong(question)) return { id, found: atOnce(job, question) };
    const isLate = job.cut || performance.now() >= job.until;
    if (!job.open) {
      if (isLate) return { id, found: notBegun(question) };
      const db = connect(path, key, { readonly: true });
      job.open = { db, run: beginLong(question, db, job.bodies) };
    }
    const goesOn = !isLate && job.open.run.step();
    return goesOn ? null : { id, found: job.open.run.found() };
  } catch (error) {
    return { id, failed: errorText(error), corrupt: saysCorrupt(error) };
  }
}

function atOnce({ ask, bodies }: Job, question: ShortQuestion): Found {
  const db = connect(ask.path, ask.key, { readonly: true });
  try {
    return answerShort(question, db, bodies);
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
