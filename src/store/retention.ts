import type { Faults, Log, Service } from "../core/ports.js";
import { isHeadSigned, signHead } from "./heads.js";
import { createPurgeGuard } from "./purge-guard.js";
import { purge, type PurgeDeps } from "./purge.js";
import { quickCheckApart } from "./quick-check.js";
import { salvageMessages } from "./salvage.js";
import { daemon } from "./sessions.js";
import type { SpaceGuard } from "./space.js";

export interface RetentionDeps extends PurgeDeps {
  readonly unit: string;
  readonly space: SpaceGuard;
  readonly log: Log;
  readonly faults: Faults;
  /** Lines that could not be written are tried again at every tick. */
  readonly audit: { retry(): void };
}

const tickMs = 10_000;
const hourMs = 3_600_000;

/**
 * Checks the database once, in the background. Every ten seconds guards space and takes waiting messages over from a
 * database that was set aside; every hour purges what is over and signs
 * the chain's head; signs it again when stopped. The hourly signature also proves that the audit trail can be written (CJIS AU-5).
 */
export function createRetention(deps: RetentionDeps): Service {
  const { clock, sessions, keys, space, log, unit, faults } = deps;
  const guard = createPurgeGuard(deps);

  async function hourly(signal: AbortSignal): Promise<void> {
    try {
      const report = await purge(deps, signal);
      if (report.reads + report.audit + report.keys > 0)
        log.info("purged what is past its time", { ...report });
    } finally {
      // Each commit waits for the disk: the event loop gets a turn between them.
      await clock.sleep(1, signal);
      proveTrail();
    }
    guard.ran();
  }

  /** Signs the head, after a line of its own when nothing happened since the last time: so each hour shows that lines can be written. */
  function proveTrail(): void {
    try {
      sessions.run((s) => {
        const line = { at: clock.now(), actor: daemon, event: "audit.hourly", outcome: "success" } as const;
        if (isHeadSigned(s)) s.write(() => s.audit.append(line));
        signHead(s, keys, unit, clock.now());
      });
      faults.clear("AUDIT_WRITE", "trail");
    } catch (error) {
      const text = `the hourly proof that audit lines can be written failed: ${String(error)}`;
      faults.raise({ code: "AUDIT_WRITE", subject: "trail", severity: "critical", text });
    }
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
      let due = guard.firstDue();
      while (!signal.aborted) {
        await space.check(signal);
        deps.audit.retry();
        deps.checkpointer.poke();
        await salvageMessages(deps, signal);
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
