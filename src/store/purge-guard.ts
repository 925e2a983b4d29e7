import type { Clock, Log } from "../core/ports.js";
import type { Millis } from "../core/types.js";
import { daemon, type Sessions } from "./sessions.js";

const hourMs = 3_600_000;
// A clock that jumped a week ahead since it was last seen running may be a broken clock: wait an hour before deleting.
const jumpMs = 7 * 24 * hourMs;

/** Keeps a clock that jumped far ahead from destroying a month of evidence at once. */
export interface PurgeGuard {
  /** When the first purge is due: at once, or an hour after a jump was first seen, restarts or not. */
  firstDue(): Millis;
  /** A purge was made at the present time. */
  ran(): void;
}

/** Remembers in the database when the purge last ran. */
export function createPurgeGuard(deps: {
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly log: Log;
}): PurgeGuard {
  const { sessions, clock, log } = deps;

  // Not flushed: a note that a power cut takes away makes the next start more careful, not less.
  const put = (notes: Readonly<Record<string, Millis | null>>): void =>
    sessions.run((s) =>
      s.writeUnflushed(() => {
        for (const [key, value] of Object.entries(notes)) {
          s.db.prepare("DELETE FROM notes WHERE key = ?").run(key);
          if (value !== null)
            s.db.prepare("INSERT INTO notes (key, value) VALUES (?, ?)").run(key, String(value));
        }
      }),
    );

  function get(key: string): Millis | null {
    const row = sessions.run((s) =>
      s.db.prepare<[string], { value: string }>("SELECT value FROM notes WHERE key = ?").get(key),
    );
    return row ? Number(row.value) : null;
  }

  function report(at: Millis, aheadMs: number): void {
    log.warn("the clock is far ahead of the last run; the purge waits an hour", { aheadMs });
    const line = { at, actor: daemon, event: "clock.ahead", detail: { aheadMs } };
    sessions.run((s) => s.write(() => s.audit.append({ ...line, outcome: "success" })));
  }

  return {
    firstDue() {
      const now = clock.now();
      const running = get("running");
      if (running === null) put({ running: now });
      const aheadMs = now - (running ?? now);
      if (aheadMs < jumpMs) return now;
      const since = get("ahead");
      if (since !== null && since <= now) return since + hourMs;
      report(now, aheadMs);
      put({ ahead: now });
      return now + hourMs;
    },
    ran() {
      put({ running: clock.now(), ahead: null });
    },
  };
}
