import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Faults, Log } from "../../shared/domain/ports.js";
import type { EvidenceWriter, ReadRecord } from "./ports.js";
import { errorText } from "../../shared/domain/error-text.js";

/** What writes, and where a failure is reported. */
export interface WriteQueueDeps {
  readonly writer: EvidenceWriter;
  readonly log: Log;
  readonly faults: Faults;
  /** Records that may wait for a slow disk (about 100 kB each) before further ones are refused. */
  readonly limit: number;
}

/** One write at a time, of the whole unit. */
export interface WriteQueue {
  /** Writes in order of arrival. Resolves to whether the record is durable; never rejects. */
  write(record: ReadRecord): Promise<boolean>;
  /** Records that are not written yet. */
  waiting(): number;
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>;
}

/** Orders evidence writes, bounds what waits in memory, and turns failures into a standing fault that the next success clears. */
export function createWriteQueue(deps: WriteQueueDeps): WriteQueue {
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  function failed(record: ReadRecord, error: unknown): boolean {
    const reason = errorText(error);
    deps.log.error("a read could not be recorded", { readId: record.read.id, reason });
    // Of a store that could not be opened that stands already, and ends when it can.
    const isTold = error instanceof TagwatchError && error.code === "STORE_CLOSED";
    if (!isTold)
      deps.faults.raise({ code: "EVIDENCE_WRITE", subject: "store", severity: "critical", text: reason });
    return false;
  }

  return {
    write(record) {
      if (waiting >= deps.limit) {
        return Promise.resolve(
          failed(record, new Error(`${String(waiting)} reads wait for a disk that does not answer`)),
        );
      }
      waiting++;
      const written = tail
        .then(() => deps.writer.record(record))
        .then(
          () => {
            deps.faults.clear("EVIDENCE_WRITE", "store");
            return true;
          },
          (error: unknown) => failed(record, error),
        );
      tail = written.finally(() => waiting--);
      return written;
    },
    waiting: () => waiting,
    async drain() {
      await tail;
    },
  };
}
