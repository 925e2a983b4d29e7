// One delivery, from file to force: build aside, flush, rename, and only then say in the manifest which list counts.
// Killed at any moment, the manifest names the old list or the new one, and both are whole.
import { randomUUID } from "node:crypto";
import { renameSync, rmSync } from "node:fs";
import { stat } from "node:fs/promises";
import type { ImportMode } from "../../../shared/domain/closed-sets.js";
import { monoMs } from "../../../shared/domain/elapsed.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { Clock } from "../../../shared/domain/ports.js";
import { builtAt } from "../../../shared/domain/time-trust.js";
import type { AuditEvent } from "../../../shared/domain/actor.js";
import { nowOf, type Now } from "../folder/moment.js";
import type { ImportSettings } from "./import-settings.js";
import type { BuildJob, BuildResult } from "./build-job.js";
import { doubtsOf, wordsText, type Doubts } from "./doubts.js";
import { flush } from "../../../shared/platform/durable.js";
import { takeProcessLock } from "../../../shared/platform/process-lock.js";
import { listFileName, openSourceFolder, type Manifest, type SourceFolder } from "../folder/source-folder.js";
import {
  agreedMode,
  detailOfProof,
  expectations,
  highestSequence,
  refuseReplay,
  refuseUnnumbered,
  UsedAlready,
  warningsOf,
} from "./judge-proof.js";
import { readProof, sameFull } from "../../../shared/hotlist/signature.js";
import { openAuditSpool } from "../folder/spool.js";
import { errorText } from "../../../shared/domain/error-text.js";

/** What an import needs beside the file itself. */
export interface ImportDeps {
  /** Folder of all lists. */
  readonly dir: string;
  /** Key of list files. */
  readonly key: Buffer;
  readonly clock: Clock;
  /** Builds the list file: in a worker thread (`runBuild`), or in place in tests. */
  readonly build: (job: BuildJob) => Promise<BuildResult>;
}

/** What was asked for by the clock is the full list that is in force with the changes since. */
export class NothingNewer extends Error {}

/** What came into force, for the trail, the log and the command line. Holds no plates. */
export interface ImportReport extends BuildResult {
  readonly loadId: string;
  /** Why its rejected rows are a fault; null when they are not. */
  readonly rejectFault: string | null;
  readonly mode: ImportMode;
  readonly tookMs: number;
  /** What was taken, but should not stay so. */
  readonly warnings: readonly string[];
}

const historyLength = 20;
/** Most line numbers of rejects in one audit line. */
const auditedRejects = 50;

/**
 * Imports a file into its source. Throws HOTLIST_REFUSED with the reason; a list in force then stays. Throws HOTLIST_BUSY
 * while another import of the source runs, and NothingNewer; then nothing is noted.
 */
export async function importList(deps: ImportDeps, settings: ImportSettings): Promise<ImportReport> {
  const folder = openSourceFolder(deps.dir, settings.source.id);
  const unlock = takeProcessLock(folder.path("lock"));
  if (!unlock)
    throw new TagwatchError(
      "HOTLIST_BUSY",
      `hotlist ${settings.source.id}: another import of this source is running`,
    );
  const loadId = `${String(deps.clock.now())}-${randomUUID().slice(0, 8)}`;
  try {
    return await importLocked(deps, settings, folder, loadId);
  } catch (error) {
    const reason = errorText(error);
    rmSync(folder.path(building(loadId)), { force: true });
    if (reason === sameFull) throw new NothingNewer(reason);
    if (!(settings.isRetry && error instanceof UsedAlready)) {
      folder.writeRefusal({ at: deps.clock.now(), reason, origin: settings.origin });
      spool(deps, settings, { loadId, outcome: "failure", detail: { reason } });
    }
    throw refused(settings, reason, error);
  } finally {
    unlock();
  }
}

const building = (loadId: string): string => `${listFileName(loadId)}.building`;

async function importLocked(
  deps: ImportDeps,
  settings: ImportSettings,
  folder: SourceFolder,
  loadId: string,
): Promise<ImportReport> {
  const startedMs = monoMs(deps.clock);
  folder.sweep();
  // The delivery may lie on a network: nothing of it is waited for by what alerts.
  if (!(await stat(settings.path)).isFile()) throw new Error(`${settings.path} is not a file`);
  const before = folder.manifest();
  const proof = await readProof(settings.path, settings.source);
  const signed = proof.kind === "manifest" ? proof.manifest : null;
  const mode = agreedMode(settings, signed);
  const changed = settings.isPolled ? changedFull(before) : undefined;
  if (signed && signed.sha256 === changed) throw new Error(sameFull);
  const highest = highestSequence(folder, before);
  if (signed) refuseReplay(settings, signed, highest, before);
  else refuseUnnumbered(settings, proof, mode, highest !== null);
  const target = folder.path(building(loadId));
  const result = await deps.build({
    source: settings.source,
    input: settings.path,
    target,
    previous: before ? folder.path(before.file) : null,
    key: deps.key,
    mode,
    force: settings.force,
    now: trustedNow(deps.clock.now(), before),
    expected: expectations(settings, proof),
    ...(changed === undefined ? {} : { unless: changed }),
    ...(before?.fullEntries === undefined ? {} : { fullEntries: before.fullEntries }),
  });
  flush(target);
  renameSync(target, folder.path(listFileName(loadId)));
  flush(folder.dir);
  const warnings = warningsOf(proof, result);
  const doubts = doubtsOf(mode, result, before);
  const tookMs = Math.round(monoMs(deps.clock) - startedMs);
  const report = { ...result, loadId, mode, warnings, rejectFault: doubts.rejectFault, tookMs };
  // The audit line goes first: a load must never be in force unseen. The daemon checks that it came into force.
  spool(deps, settings, {
    loadId,
    outcome: "success",
    detail: { ...detailOf(report), ...detailOfProof(proof) },
  });
  if (signed) folder.writeHighest({ sequence: signed.sequence, sha256: signed.sha256 });
  const manifest = manifestOf(settings, { ...report, doubts }, before, nowOf(deps.clock));
  folder.writeManifest(signed ? { ...manifest, sequence: signed.sequence } : manifest);
  folder.writeRefusal(null);
  folder.sweep();
  return report;
}

/** SHA-256 of the last full list, if it was changed since. */
function changedFull(before: Manifest | null): string | undefined {
  return before?.fullSha256 === before?.sha256 ? undefined : before?.fullSha256;
}

/** The clock was right at least once: when this version was written, and when the list in force came. */
function trustedNow(now: number, before: Manifest | null): number | null {
  const earliest = Math.max(builtAt, before?.importedAt ?? 0);
  return now < earliest ? null : now;
}

function manifestOf(
  settings: ImportSettings,
  report: ImportReport & { readonly doubts: Doubts },
  before: Manifest | null,
  { at, boot, monoMs }: Now,
): Manifest {
  // After a change the server's full list is still the one we had: fetched again, it would undo the change.
  const isFull = report.mode === "full";
  const etag = settings.etag ?? (isFull ? undefined : before?.etag);
  const full = isFull ? report.sha256 : before?.fullSha256;
  return {
    version: 1,
    source: settings.source.id,
    file: listFileName(report.loadId),
    loadId: report.loadId,
    importedAt: at,
    imported: { boot, monoMs },
    confirmedAt: at,
    listDate: report.meta.listDate,
    entries: report.meta.entries,
    fullEntries: Math.max(
      report.meta.entries,
      // A person who forced it has said that it is right so.
      report.mode === "full" || settings.force ? 0 : (before?.fullEntries ?? before?.entries ?? 0),
    ),
    ...report.doubts,
    skipped: Object.values(report.skipped).reduce((sum, count) => sum + count, 0),
    sha256: report.sha256,
    ...(full ? { fullSha256: full } : {}),
    origin: settings.origin,
    categories: report.meta.categories,
    history: [report.loadId, ...(before?.history ?? [])].slice(0, historyLength),
    ...(etag ? { etag } : {}),
  };
}

type Detail = NonNullable<AuditEvent["detail"]>;

function detailOf(report: ImportReport): Detail {
  const categories = Object.entries(report.meta.categories).map(
    ([name, count]) => [`entries.${name}`, count] as const,
  );
  const lines = report.rejects
    .slice(0, auditedRejects)
    .map(({ line, reason }) => `${String(line)}: ${reason}`);
  const unknown = wordsText(report.unknown);
  return {
    sha256: report.sha256,
    entries: report.meta.entries,
    previous: report.previousEntries ?? 0,
    rejected: report.rejected,
    ...Object.fromEntries(categories),
    ...(unknown === "" ? {} : { unknown }),
    ...(lines.length > 0 ? { rejectedLines: lines.join("; ") } : {}),
    mode: report.mode,
    ...(report.previousFault === null ? {} : { previousFault: report.previousFault }),
    ...(report.removals ? { removalsInVain: report.removals.vain + report.removals.left } : {}),
  };
}

function spool(
  deps: ImportDeps,
  settings: ImportSettings,
  load: { readonly loadId: string; readonly outcome: AuditEvent["outcome"]; readonly detail: Detail },
): void {
  openAuditSpool(deps.dir).put(load.loadId, {
    at: deps.clock.now(),
    actor: settings.actor,
    event: "hotlist.load",
    outcome: load.outcome,
    object: settings.source.id,
    detail: {
      loadId: load.loadId,
      origin: settings.origin,
      mode: settings.mode ?? "as its manifest says, else full",
      forced: settings.force,
      ...load.detail,
    },
  });
}

function refused(settings: ImportSettings, reason: string, cause?: unknown): TagwatchError {
  return new TagwatchError(
    "HOTLIST_REFUSED",
    `hotlist ${settings.source.id}: ${reason}`,
    cause ? { cause } : {},
  );
}
