import type { Log, Service } from "../core/ports.js";
import type { Millis } from "../core/types.js";
import { signHead } from "./heads.js";
import { purge, type PurgeDeps } from "./purge.js";
import { quickCheckApart } from "./quick-check.js";
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
 * Checks the database once, in the background. Guards space every ten seconds; every hour purges what is over and signs the chain's head; signs it again when
 * stopped. The hourly signature also proves that the audit trail can be written (CJIS AU-5).
 */
export function createRetention(deps: RetentionDeps): Service {
  const { clock, sessions, keys, space, log, unit } = deps;

  async function hourly(signal: AbortSignal): Promise<void> {
    const report = await purge(deps, signal);
    if (report.reads + report.audit + report.keys > 0)
      log.info("purged what is past its time", { ...report });
    sessions.run((s) => signHead(s, keys, unit, clock.now()));
    put("running", clock.now());
    put("ahead", null);
  }

  const put = (key: string, value: Millis | null): void =>
    sessions.run((s) => {
      s.db.prepare("DELETE FROM notes WHERE key = ?").run(key);
      if (value !== null)
        s.db.prepare("INSERT INTO notes (key, value) VALUES (?, ?)").run(key, String(value));
    });

  function get(key: string): Millis | null {
    const row = sessions.run((s) =>
      s.db.prepare<[string], { value: string }>("SELECT value FROM notes WHERE key = ?").get(key),
    );
    return row ? Number(row.value) : null;
  }

  /** When the first purge is due: at once, or an hour after a jump of the clock was first seen, restarts or not. */
  function firstDue(): Millis {
    const now = clock.now();
    const aheadMs = now - (get("running") ?? now);
    if (aheadMs < jumpMs) return now;
    const since = get("ahead");
    if (since !== null && since <= now) return since + hourMs;
    log.warn("the clock is far ahead of the last run; the purge waits an hour", { aheadMs });
    sessions.run((s) =>
      s.write(() =>
        s.audit.append({
          at: now,
          actor: daemon,
          event: "clock.ahead",
          outcome: "success",
          detail: { aheadMs },
        }),
      ),
    );
    put("ahead", now);
    return now + hourMs;
  }

  /** Looks through the whole database beside the work; damage that nothing tripped over yet is not left to wait. */
  async function checkDatabase(signal: AbortSignal): Promise<void> {
    const checked = sessions.current();
    const finding = await quickCheckApart(deps.paths.database, keys.database, signal);
    if (finding !== null && !signal.aborted && sessions.current() === checked) sessions.replace(finding);
  }

  return {
    name: "retention",
    async run(signal) {
      void checkDatabase(signal);
      let due = firstDue();
      if (get("running") === null) put("running", clock.now());
      while (!signal.aborted) {
        await space.check(signal);
        deps.audit.retry();
        deps.checkpointer.poke();
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
