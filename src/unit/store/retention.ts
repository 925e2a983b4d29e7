import { monoMs } from "../../shared/domain/elapsed.js";
import type { Faults, Log, Service } from "../../shared/domain/ports.js";
import type { TimeTrust, Vouch } from "../../shared/domain/time-trust.js";
import { hasCheckpoint, signCheckpoint } from "./ledger/checkpoints.js";
import type { Lock } from "./database/lock.js";
import { tellWaiting } from "./retention/purge-waits.js";
import { purge } from "./retention/purge.js";
import { spansInForce } from "./retention/spans.js";
import type { PurgeDeps } from "./retention/purge-deps.js";
import { isRefusedByDisk } from "./database/db.js";
import { quickCheckApart } from "./database/quick-check.js";
import { salvageMessages } from "./salvage.js";
import { buildSearch } from "./retention/search-building.js";
import type { Unfindable } from "./search-check.js";
import { forgetSearch } from "./tables/search-table.js";
import type { SpaceGuard } from "./retention/space.js";
import { noteStartJump } from "./retention/start-jump.js";
import { noteWhole } from "./sweep.js";
import { tellUnreadable } from "./tell-unreadable.js";
import type { Timeline } from "./retention/timeline.js";
import { errorText } from "../../shared/domain/error-text.js";
import { daemonActor } from "../../shared/domain/actor.js";

/** What looking after the store takes, over purging itself. */
export interface RetentionDeps extends PurgeDeps {
  readonly unit: string;
  readonly space: SpaceGuard;
  /** That of this daemon on the store. */
  readonly lock: Pick<Lock, "renew">;
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
  const { clock, currentDb, keys, unit, timeline } = deps;
  const due: Due = { isJumpNoted: false, purgeMs: 0, proofMs: 0 };
  const turn = (signal: AbortSignal): Promise<void> => takeTurn(deps, due, signal);
  return {
    name: "retention",
    turn,
    async run(signal) {
      const building = buildSearch(deps, signal);
      checkDatabase(deps, building, signal).catch((error: unknown) =>
        deps.log.error("the database could not be checked", { reason: errorText(error) }),
      );
      [due.purgeMs, due.proofMs] = [0, 0];
      while (!signal.aborted) {
        await turn(signal).then(
          () => deps.faults.clear(...upkeepFault),
          (error: unknown) => tellRefused(deps.faults, error),
        );
        await clock.sleep(tickMs, signal);
      }
      timeline.tick();
      currentDb.run((s) => signCheckpoint(s, keys, unit, clock.now()));
    },
  };
}

const upkeepFault = ["EVIDENCE_WRITE", "upkeep"] as const;

/** What a full disk refuses waits for the next turn; anything else is a defect, and thrown. */
function tellRefused(faults: Faults, error: unknown): void {
  if (!isRefusedByDisk(error)) throw error;
  const [code, subject] = upkeepFault;
  const text = `the store cannot be looked after (purge, watch over space and time): ${errorText(error)}`;
  faults.raise({ code, subject, severity: "critical", text });
}

/** By the monotonic clock: a step must neither hurry the purge nor put it off for years. */
interface Due {
  isJumpNoted: boolean;
  purgeMs: number;
  proofMs: number;
  /** The word of a person that deletion went by last: a new one is not kept waiting for the next hour. */
  word?: Vouch;
}

async function takeTurn(deps: RetentionDeps, due: Due, signal: AbortSignal): Promise<void> {
  const { clock, space, timeline } = deps;
  if (!due.isJumpNoted) noteStartJump(deps);
  due.isJumpNoted = true;
  keepLock(deps);
  await space.check(signal);
  deps.audit.retry();
  deps.checkpointer.wake();
  timeline.tick();
  const vouch = deps.trust.current();
  if (vouch?.by.includes("person") && vouch !== due.word) [due.word, due.purgeMs] = [vouch, 0];
  tellWaiting(deps);
  tellUnreadable(deps.currentDb.current(), deps.faults);
  await salvageMessages(deps, signal);
  try {
    if (monoMs(clock) >= due.purgeMs && (await purgeWhenVouched(deps, signal)))
      due.purgeMs = monoMs(clock) + hourMs;
  } finally {
    // One that failed is made again at the next turn, so that its fault ends when its cause does.
    if (monoMs(clock) >= due.proofMs && proveTrail(deps)) due.proofMs = monoMs(clock) + hourMs;
  }
}

/** A removed lock file locks out no process: a second daemon would write to the same store. */
function keepLock({ lock, faults }: RetentionDeps): void {
  try {
    lock.renew();
    faults.clear("STORE_BUSY", "lock");
  } catch (error) {
    const text = `the lock file of the store was removed while this daemon runs: ${(error as Error).message}`;
    faults.raise({ code: "STORE_BUSY", subject: "lock", severity: "critical", text });
  }
}

/** One pass by the time that is vouched for; false while no source vouches. */
async function purgeWhenVouched(deps: RetentionDeps, signal: AbortSignal): Promise<boolean> {
  const { trust, clock, log, timeline } = deps;
  const verdict = trust.verdict(clock.monoNs());
  if (verdict.kind !== "vouched") return false;
  // Sources may have come to agree since the look of this turn: no leap may be missed.
  timeline.tick();
  const now = timeline.certain(verdict.at).at;
  const retention = spansInForce(deps, now);
  const report = await purge({ ...deps, retention, time: { now, by: verdict.by, timeline } }, signal);
  if (report.reads + report.audit + report.keys > 0)
    log.info("purged what is past its time", { ...report, by: verdict.by.join(", ") });
  // Each commit waits for the disk: the event loop gets a turn between them.
  await clock.sleep(1, signal);
  return true;
}

/**
 * Signs the head, after a line of its own when nothing happened since the last time: so each hour shows that lines can be
 * written. False when they could not.
 */
function proveTrail({ clock, currentDb, keys, unit, paths, faults }: RetentionDeps): boolean {
  try {
    currentDb.run((s) => {
      const line = {
        at: clock.now(),
        actor: daemonActor,
        event: "audit.hourly",
        outcome: "success",
      } as const;
      if (hasCheckpoint(s)) s.write(() => s.audit.append(line));
      signCheckpoint(s, keys, unit, clock.now());
    });
    faults.clear("AUDIT_WRITE", "trail");
    currentDb.run((s) => s.writeUnflushed(() => noteWhole(s, paths, clock.now())));
    return true;
  } catch (error) {
    const text = `the hourly proof that audit lines can be written failed: ${errorText(error)}`;
    faults.raise({ code: "AUDIT_WRITE", subject: "trail", severity: "critical", text });
    return false;
  }
}

/**
 * Looks through the whole database beside the work; damage that nothing tripped over yet is not left to wait, and reads
 * that no search would find are made searchable again. A check that could not be made says nothing of the database.
 */
async function checkDatabase(
  deps: RetentionDeps,
  building: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { currentDb, paths, keys, log } = deps;
  const checked = currentDb.current();
  const check = () => quickCheckApart(paths.database, keys.database, signal);
  const first = await check();
  // A disk that gave an error once is no damage.
  const { damage, failed, unfindable } = first.damage === null ? first : await check();
  if (signal.aborted || currentDb.current() !== checked) return;
  if (failed !== null) log.warn("the database could not be checked", { reason: failed });
  if (damage !== null) currentDb.replace(damage);
  if (!unfindable) return;
  tellGaps(deps, unfindable);
  await building;
  await buildSearch(deps, signal);
  if (!signal.aborted) deps.faults.clear("SEARCH_GAPS", "store");
}

function tellGaps({ currentDb, clock, faults }: RetentionDeps, { count, below }: Unfindable): void {
  const text = `searches missed ${String(count)} reads, or showed them wrongly; they are being made searchable again`;
  faults.raise({ code: "SEARCH_GAPS", subject: "store", severity: "warning", text });
  const line = {
    actor: daemonActor,
    event: "search.gaps",
    outcome: "failure",
    detail: { reads: count },
  } as const;
  currentDb.run((s) =>
    s.write(() => {
      s.audit.append({ at: clock.now(), ...line });
      forgetSearch(s.db, below);
    }),
  );
}
