// The thread that looks things up, as the daemon sees it: started with the first question, given up when it does not answer.
import { Worker } from "node:worker_threads";
import { createLookupLoop } from "../lookup-thread.js";
import type { Answer, Ask, Cut, Question } from "./questions.js";

/** Who waits for an answer. */
export interface Waiter {
  readonly person: string;
  readonly kind: Question["kind"];
  newer: boolean;
  settle(answer: Answer): void;
  fail(reason: Error): void;
}

/** Takes questions. */
export interface Thread {
  post(message: Ask | Cut): void;
  /** Gives the thread up; what waits for it fails. */
  restart(): void;
  close(): void;
}

const compiled = import.meta.url.endsWith(".js");

/** A worker when compiled; from source (tests) the same loop in this thread. */
export function createThread(waiting: Map<number, Waiter>): Thread {
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
    const made = new Worker(new URL("../lookup-thread.js", import.meta.url), {
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
