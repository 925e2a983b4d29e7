// The daemon's side of the look-ups: who may ask how much at once, what is only remembered, and a database that proves
// damaged under a search.
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Clock } from "../../shared/domain/ports.js";
import type { Asker, Lookups } from "../core/evidence-queries.js";
import { createAnswers } from "./lookup/answers.js";
import { isSliced, type Answer, type Found, type Question } from "./lookup/questions.js";
import { createThread, type Waiter } from "./lookup/thread.js";
import type { StorePaths } from "./database/paths.js";
import type { MemoryReads } from "./memory-reads.js";
import type { CurrentDb } from "./tables/current-db.js";

/** The most time a search takes; then it says how far it came. */
export const searchLimitMs = 2_500;
/** Beyond that the thread itself must be stuck, say in a disk that does not answer. */
const stuckMs = 15_000;
const mostAtOnce = 8;
const mostOfOnePerson = 3;

/** What the daemon's side needs. `memory` is null unless reads without a hit are only remembered. */
export interface LookupsDeps {
  readonly paths: Pick<StorePaths, "database" | "keys">;
  readonly key: Uint8Array;
  readonly currentDb: CurrentDb;
  readonly memory: MemoryReads | null;
  /** Beside it: what is stored for a covert hit alone. */
  readonly shadows: MemoryReads | null;
  readonly clock: Clock;
}

/** Opens the look-ups; their thread starts with the first question. */
export function createLookups(deps: LookupsDeps): Lookups & { close(): void } {
  const { paths, key, currentDb, clock } = deps;
  const waiting = new Map<number, Waiter>();
  const thread = createThread(waiting);
  let lastId = 0;

  function admit(question: Question, { person }: Asker): void {
    const mine = [...waiting].filter(([, one]) => one.person === person);
    // A page of hits is short; of what takes long a newer question of the same kind takes the place of the one before.
    // A walk along the chain serves every question that comes after it, and so is not cut.
    if (isSliced(question) && question.kind !== "chain") {
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
      const one: Waiter = {
        person: asker.person,
        kind: question.kind,
        newer: false,
        settle: (answer) => resolve({ ...answer, newer: one.newer }),
        fail: reject,
      };
      waiting.set(id, one);
      asker.signal.addEventListener("abort", gone, { once: true, signal: over.signal });
      void clock.sleep(stuckMs, over.signal).then(() => over.signal.aborted || thread.restart());
      thread.post({ id, path: paths.database, key, question, limitMs: searchLimitMs });
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

  return { ...createAnswers({ ...deps, ask }), close: () => thread.close() };
}
