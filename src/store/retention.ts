import { monoMs } from "../core/elapsed.js";
import type { Faults, Log, Service } from "../core/ports.js";
import type { TimeTrust } from "../core/time-trust.js";
import { isHeadSigned, signHead } from "./heads.js";
import { tellWaiting } from "./purge-waits.js";
import { purge } from "./purge.js";
import type { PurgeDeps } from "./purge-deps.js";
import { quickCheckApart } from "./quick-check.js";
import { salvageMessages } from "./salvage.js";
import { buildSearch } from "./search-building.js";
import { daemon } from "./sessions.js";
import type { SpaceGuard } from "./space.js";
import { tellStartJump } from "./start-jump.js";
import { tellUnreadable } from "./tell-unreadable.js";
import type { Timeline } from "./timeline.js";

export interface RetentionDeps extends PurgeDeps {
  readonly unit: string;
  readonly space: SpaceGuard;
  readonly log: Log;
  readonly faults: Faults;
  readonly trust: TimeTrust;
  readonly timeline: Timeline;
  /** Lines that could not be written are tried again at every tick. */
  readonly audit: { retry(): void };
}

const tickMs = 10_000;
const hourMs = 3_600_000;

/** The service, and one turn of it, which a model of the clock can take by hand. */
export interface Retention extends Service {
  /** What is due at this moment: space, the time, the purge, the proof of the trail. */
  turn(signal: AbortSignal): Promise<void>;
}

/**
 * Checks the database once and makes older reads searchable, in the background. Every ten seconds guards space, looks at
 * the time and takes waiting messages over from a database that was set aside; every hour purges what is over, if somebody
 * vouches for the time, and signs the chain's head; signs it again when stopped. The hourly signature also proves that the audit trail can be written (CJIS AU-5).
 */
export function createRetention(deps: RetentionDeps): Retention {
  const { clock, sessions, keys, unit, timeline } = deps;
  const due: Due = { isJumpTold: false, purgeMs: 0, proofMs: 0 };
  const turn = (signal: AbortSignal): Promise<void> => takeTurn(deps, due, signal);
  return {
    name: "retention",
    turn,
    async run(signal) {
      void checkDatabase(deps, signal);
      void buildSearch(deps, signal);
      [due.purgeMs, due.proofMs] = [0, 0];
      while (!signal.aborted) {
        await turn(signal);
        await clock.sleep(tickMs, signal);
      }
      timeline.tick();
      sessions.run((s) => signHead(s, keys, unit, clock.now()));
    },
  };
}

/** By the monotonic clock: a step must neither hurry the purge nor put it off for years. */
interface Due {
  isJumpTold: boolean;
  purgeMs: number;
  proofMs: number;
}

async function takeTurn(deps: RetentionDeps, due: Due, signal: AbortSignal): Promise<void> {
  const { clock, space, timeline } = deps;
  if (!due.isJumpTold) tellStartJump(deps);
  due.isJumpTold = true;
  await space.check(signal);
  deps.audit.retry();
  deps.checkpointer.poke();
  timeline.tick();
  tellWaiting(deps);
  tellUnreadable(deps.sessions.current(), deps.faults);
  await salvageMessages(deps, signal);
  try {
    if (monoMs(clock) >= due.purgeMs && (await purgeWhenVouched(deps, signal)))
      due.purgeMs = monoMs(clock) + hourMs;
  } finally {
    if (monoMs(clock) >= due.proofMs) {
      due.proofMs = monoMs(clock) + hourMs;
      proveTrail(deps);
    }
  }
}

/** One pass by the time that is vouched for; false while nobody vouches. */
async function purgeWhenVouched(deps: RetentionDeps, signal: AbortSignal): Promise<boolean> {
  const { trust, clock, faults, log, timeline } = deps;
  const verdict = trust.verdict(clock.monoNs());
  if (verdict.kind !== "vouched") return false;
  faults.clear("CLOCK_STEP", "start");
  const report = await purge({ ...deps, time: { now: verdict.at, by: verdict.by, timeline } }, signal);
  if (report.reads + report.audit + report.keys > 0)
    log.info("purged what is past its time", { ...report, by: verdict.by.join(", ") });
  // Each commit waits for the disk: the event loop gets a turn between them.
  await clock.sleep(1, signal);
  return true;
}

/** Signs the head, after a line of its own when nothing happened since the last time: so each hour shows that lines can be written. */
function proveTrail({ clock, sessions, keys, unit, faults }: RetentionDeps): void {
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
async function checkDatabase({ sessions, paths, keys }: RetentionDeps, signal: AbortSignal): Promise<void> {
  const checked = sessions.current();
  const finding = await quickCheckApart(paths.database, keys.database, signal);
  if (finding !== null && !signal.aborted && sessions.current() === checked) sessions.replace(finding);
}
