import type { Clock } from "../../../shared/domain/ports.js";
import type { Gate } from "./gate.js";

/** Does something with a folder that may never answer. Throws what the work throws, and an Error when no answer comes in time. */
export type FolderAccess = <T>(work: () => Promise<T>) => Promise<T>;

/** A disk that spins up and a slow network answer earlier. */
const longestMs = 30_000;

/**
 * Gives up waiting after half a minute, while the work goes on: what hangs in the system (a dead network mount) cannot be
 * ended. Until it ends nothing else is begun, because each holds one of the few threads that all file access shares; so
 * `gate` is one for all folders.
 */
export function createFolderAccess(clock: Clock, gate: Gate, signal: AbortSignal): FolderAccess {
  let hanging = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (hanging > 0) throw new Error(silent);
    hanging++;
    const over = new AbortController();
    const answer = gate(work).finally(() => hanging--);
    const late = clock.sleep(longestMs, AbortSignal.any([signal, over.signal])).then((): never => {
      throw new Error(silent);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      over.abort();
      // The second of the two events has no listener.
      answer.catch(() => undefined);
      late.catch(() => undefined);
    }
  };
}

const silent = "the folder does not answer: is it on a network that is not there?";
