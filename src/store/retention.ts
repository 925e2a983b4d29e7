import type { Log, Service } from "../core/ports.js";
import type { Millis } from "../core/types.js";
import { signHead } from "./heads.js";
import { purge, type PurgeDeps } from "./purge.js";
import { daemon } from "./sessions.js";
import type { SpaceGuard } from "./space.js";

export interface RetentionDeps extends PurgeDeps {
  readonly unit: string;
  readonly space: SpaceGuard;
  readonly log: Log;
  /** Lines that could not be written are tried again at every tick. */
  readonly audit: { retry(): void };
}

const tickMs = 10_000;
const hourMs = 3_600_000;
// A clock that jumped a week ahead since it was last seen running may be a broken clock: wait an hour before deleting.
const jumpMs = 7 * 24 * hourMs;

/**
 * Guards space every ten seconds; every hour purges what is over and signs the chain's head; signs it again when
 * stopped. The hourly signature also proves that the audit trail can be written (CJIS AU-5).
 */
export function createRetention(deps: RetentionDeps): Service {
  const { clock, sessions, keys, space, log, unit } = deps;

  async function hourly(signal: AbortSignal): Promise<void> {
    const report = await purge(deps, signal);
    if (report.reads + report.audit + report.keys > 0)
      log.info("purged what is past its time", { ...report });
    sessions.run((s) => signHead(s, keys, unit, clock.now()));
    noteTime(clock.now());
  }

  function noteTime(at: Millis): void {
    sessions.run((s) =>
      s.db.prepare("INSERT OR REPLACE INTO notes (key, value) VALUES ('running', ?)").run(String(at)),
    );
  }

  function lastRunning(): Millis {
    const row = sessions.run((s) =>
      s.db.prepare<[], { value: string }>("SELECT value FROM notes WHERE key = 'running'").get(),
    );
    return row ? Number(row.value) : clock.now();
  }

  /** When the first purge is due: at once, or in an hour after a jump of the clock. */
  function firstDue(): Millis {
    const ahead = clock.now() - lastRunning();
    if (ahead < jumpMs) return clock.now();
    log.warn("the clock is far ahead of the last run; the purge waits an hour", { aheadMs: ahead });
    sessions.run((s) =>
      s.write(() =>
        s.audit.append({
          at: clock.now(),
          actor: daemon,
          event: "clock.ahead",
          outcome: "success",
          detail: { aheadMs: ahead },
        }),
      ),
    );
    return clock.now() + hourMs;
  }

  return {
    name: "retention",
    async run(signal) {
      let due = firstDue();
      while (!signal.aborted) {
        await space.check(signal);
        deps.audit.retry();
        if (clock.now() >= due) {
          await hourly(signal);
          due = clock.now() + hourMs;
        }
        await clock.sleep(tickMs, signal);
      }
      sessions.run((s) => signHead(s, keys, unit, clock.now()));
    },
  };
}
