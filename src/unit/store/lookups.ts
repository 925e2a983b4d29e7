// The daemon's side of the look-ups: who may ask how much at once, what is only remembered, and a database that proves
// damaged under a search.
import { Worker } from "node:worker_threads";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Clock } from "../../shared/domain/ports.js";
import type { Asker, FoundRead, Lookups, ReadPage, ReadQuery } from "../core/evidence-queries.js";
import { createLookupLoop, type Answer, type Ask, type Cut } from "./lookup-thread.js";
import { isLong, type Found, type Question } from "./lookup-questions.js";
import type { MemoryReads } from "./memory-reads.js";
import type { SearchResult } from "./tables/search.js";
import { compareCursors, cursorOf } from "./tables/search-cursor.js";
import type { CurrentDb } from "./tables/current-db.js";

/** The most time a search takes; then it says how far it came. */
export const searchLimitMs = 2_500;
/** Beyond that the thread itself must be stuck, say in a disk that does not answer. */
const stuckMs = 15_000;
const mostAtOnce = 8;
const mostOfOnePerson = 3;

/** What the daemon's side needs. `memory` is null unless reads without a hit are only remembered. */
export interface LookupsDeps {
  readonly path: string;
  readonly key: Uint8Array;
  readonly currentDb: CurrentDb;
  readonly memory: MemoryReads | null;
  readonly clock: Clock;
}

interface Waiting {
  readonly person: string;
  readonly kind: Question["kind"];
  newer: boolean;
  settle(answer: Answer): void;
  fail(reason: Error): void;
}

/** Opens the look-ups; their thread starts with the first question. */
export function createLookups(deps: LookupsDeps): Lookups & { close(): void } {
  const { path, key, currentDb, memory, clock } = deps;
  const waiting = new Map<number, Waiting>();
  const thread = createThread(waiting);
  let lastId = 0;

  function admit(question: Question, { person }: Asker): void {
    const mine = [...waiting].filter(([, one]) => one.person === person);
    if (isLong(question)) {
      for (const [id, one] of mine.filter(([, { kind }]) => kind === question.kind)) {
        one.newer = true;
        thread.post({ cut: id });
      }
    }
    if (waiting.size >= mostAtOnce || mine.length >= mostOfOnePerson)
      throw new TagwatchError("SEARCH_BUSY", "too many searches are under way");
  }

  function send(question: Question, asker: Asker): Promise<Answer & { readonly newer: boolean }> {
    const id = ++lastId;
    const over = new AbortController();
    return new Promise<Answer & { readonly newer: boolean }>((resolve, reject) => {
      const gone = (): void => {
        thread.post({ cut: id });
        reject(new Error("whoever asked is gone"));
      };
      const one: Waiting = {
        person: asker.person,
        kind: question.kind,
        newer: false,
        settle: (answer) => resolve({ ...answer, newer: one.newer }),
        fail: reject,
      };
      waiting.set(id, one);
      asker.signal.addEventListener("abort", gone, { once: true, signal: over.signal });
      void clock.sleep(stuckMs, over.signal).then(() => over.signal.aborted || thread.restart());
      thread.post({ id, path, key, question, limitMs: searchLimitMs });
    }).finally(() => over.abort());
  }

  /** Damage met by a look-up is treated as any other; what was asked is then asked of the database that is in force. */
  async function ask(question: Question, asker: Asker): Promise<{ found: Found; newer: boolean }> {
    asker.signal.throwIfAborted();
    admit(question, asker);
    const asked = currentDb.current();
    let answer = await send(question, asker);
    // A disk that gave an error once is no damage.
    if ("failed" in answer && answer.corrupt) answer = await send(question, asker);
    if ("failed" in answer) {
      if (answer.corrupt && currentDb.current() === asked) currentDb.replace(answer.failed);
      if (currentDb.current() !== asked) answer = await send(question, asker);
    }
    answer.unreadable?.forEach(currentDb.current().bodies.remember);
    if ("failed" in answer) throw new Error(`a look-up failed: ${answer.failed}`);
    return answer;
  }

  return { ...answers(ask, memory), close: () => thread.close() };
}

type AskThread = (question: Question, asker: Asker) => Promise<{ found: Found; newer: boolean }>;

function answers(ask: AskThread, memory: MemoryReads | null): Lookups {
  return {
    async search(query, asker) {
      const { found, newer } = await ask({ kind: "reads", query }, asker);
      if (found.kind !== "reads") throw new Error("the answer is to another question");
      return pageOf(query, found.result, memory?.search(query) ?? [], newer ? "newer" : "time");
    },
    async density(query, asker) {
      const { found } = await ask({ kind: "density", query }, asker);
      if (found.kind !== "density") throw new Error("the answer is to another question");
      return found.density;
    },
    async hitPage(query, asker) {
      const { found } = await ask({ kind: "hits", query }, asker);
      return found.kind === "hits" ? found.hits : [];
    },
    async encounterPage(query, asker) {
      const { found } = await ask({ kind: "encounters", query }, asker);
      return found.kind === "encounters" ? found.page : { found: [], next: null };
    },
    async auditPage(query, asker) {
      const { found } = await ask({ kind: "audit", query }, asker);
      return found.kind === "audit" ? found.lines : [];
    },
  };
}

interface Thread {
  post(message: Ask | Cut): void;
  /** Gives the thread up; what waits for it fails. */
  restart(): void;
  close(): void;
}

const compiled = import.meta.url.endsWith(".js");

/** A worker when compiled; from source (tests) the same loop in this thread. */
function createThread(waiting: Map<number, Waiting>): Thread {
  let worker: Worker | null = null;
  const settle = (answer: Answer): void => {
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    one?.settle(answer);
  };
  const inline = compiled ? null : createLookupLoop(settle);
  function lost(from: Worker, reason: string): void {
    if (worker !== from) return;
    worker = null;
    const all = [...waiting.values()];
    waiting.clear();
    for (const one of all) one.fail(new Error(reason));
  }
  function start(): Worker {
    const made = new Worker(new URL("./lookup-thread.js", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 },
    });
    made.unref();
    made.on("message", settle);
    made.on("error", (error: Error) => lost(made, `the search thread ended: ${error.message}`));
    made.on("exit", () => lost(made, "the search thread ended"));
    return made;
  }
  function restart(): void {
    const old = worker;
    if (!old) return;
    lost(old, "the search thread did not answer");
    void old.terminate();
  }
  return {
    post(message) {
      if (inline) return inline(message);
      // A question that is asked no longer needs no thread of its own.
      if (worker || !("cut" in message)) (worker ??= start()).postMessage(message);
    },
    restart,
    close: restart,
  };
}

/** Joins what is stored with what is only remembered, in the order of capture. */
function pageOf(
  query: ReadQuery,
  { found: stored, ended, position, unsearched }: SearchResult,
  remembered: readonly FoundRead[],
  why: "time" | "newer",
): ReadPage {
  // When cut short, what lies beyond the end of the search comes with the next page.
  const reached = remembered.filter(
    ({ cursor }) => ended !== null || (position && compareCursors(cursor, cursorOf(position)) <= 0),
  );
  const all = [...reached, ...stored].sort((a, b) => compareCursors(a.cursor, b.cursor));
  const found = all.slice(0, query.limit);
  if (found.length === query.limit)
    return { found, next: found.at(-1)?.cursor ?? null, ended: "page", searchedTo: null };
  if (ended === "part") return { found, next: null, ended, searchedTo: unsearched?.searchedTo ?? null };
  if (ended !== null) return { found, next: null, ended: "all", searchedTo: null };
  const next = position ? cursorOf(position) : (query.before ?? null);
  return { found, next, ended: why, searchedTo: position?.at ?? null };
}
