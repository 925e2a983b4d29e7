// One delivery, from file to force: build aside, flush, rename, and only then say in the manifest which list counts.
// Killed at any moment, the manifest names the old list or the new one, and both are whole.
import { randomUUID } from "node:crypto";
import { renameSync, rmSync } from "node:fs";
import { stat } from "node:fs/promises";
import type { ImportMode } from "../../../shared/domain/closed-sets.js";
import { monoMs } from "../../../shared/domain/elapsed.js";
import { TagwatchError } from "../../../shared/domain/errors.js";
import type { Clock } from "../../../shared/domain/ports.js";
import { builtAt } from "../../core/time/time-trust.js";
import type { AuditEvent } from "../../../shared/domain/actor.js";
import { nowOf, type Now } from "../folder/moment.js";
import type { ImportRequest } from "./import-request.js";
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
export interface ImportContext {
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
export async function importList(context: ImportContext, request: ImportRequest): Promise<ImportReport> {
  const folder = openSourceFolder(context.dir, request.source.id);
  const unlock = takeProcessLock(folder.path("lock"));
  if (!unlock)
    throw new TagwatchError(
      "HOTLIST_BUSY",
      `hotlist ${request.source.id}: another import of this source is running`,
    );
  const loadId = `${String(context.clock.now())}-${randomUUID().slice(0, 8)}`;
  try {
    return await importLocked(context, request, folder, loadId);
  } catch (error) {
    const reason = errorText(error);
    rmSync(folder.path(building(loadId)), { force: true });
    if (reason === sameFull) throw new NothingNewer(reason);
    if (!(request.isRetry && error instanceof UsedAlready)) {
      folder.writeRefusal({ at: context.clock.now(), reason, origin: request.origin });
      spool(context, request, { loadId, outcome: "failure", detail: { reason } });
    }
    throw refused(request, reason, error);
  } finally {
    unlock();
  }
}

const building = (loadId: string): string => `${listFileName(loadId)}.building`;

async function importLocked(
  context: ImportContext,
  request: ImportRequest,
  folder: SourceFolder,
  loadId: string,
): Promise<ImportReport> {
  const startedMs = monoMs(context.clock);
  folder.sweep();
  // The delivery may lie on a network: nothing of it is waited for by what alerts.
  if (!(await stat(request.path)).isFile()) throw new Error(`${request.path} is not a file`);
  const before = folder.manifest();
  const proof = await readProof(request.path, request.source);
  const signed = proof.kind === "manifest" ? proof.manifest : null;
  const mode = agreedMode(request, signed);
  const changed = request.isPolled ? changedFull(before) : undefined;
  if (signed && signed.sha256 === changed) throw new Error(sameFull);
  const highest = highestSequence(folder, before);
  if (signed) refuseReplay(request, signed, highest, before);
  else refuseUnnumbered(request, proof, mode, highest !== null);
  const target = folder.path(building(loadId));
  const result = await context.build({
    source: request.source,
    input: request.path,
    target,
    previous: before ? folder.path(before.file) : null,
    key: context.key,
    mode,
    force: request.force,
    now: trustedNow(context.clock.now(), before),
    expected: expectations(request, proof),
    ...(changed === undefined ? {} : { unless: changed }),
    ...(before?.fullEntries === undefined ? {} : { fullEntries: before.fullEntries }),
  });
  flush(target);
  renameSync(target, folder.path(listFileName(loadId)));
  flush(folder.dir);
  const warnings = warningsOf(proof, result);
  const doubts = doubtsOf(mode, result, before);
  const tookMs = Math.round(monoMs(context.clock) - startedMs);
  const report = { ...result, loadId, mode, warnings, rejectFault: doubts.rejectFault, tookMs };
  // The audit line goes first: a load must never be in force unseen. The daemon checks that it came into force.
  spool(context, request, {
    loadId,
    outcome: "success",
    detail: { ...detailOf(report), ...detailOfProof(proof) },
  });
  if (signed) folder.writeHighest({ sequence: signed.sequence, sha256: signed.sha256 });
  const manifest = manifestOf(request, { ...report, doubts }, before, nowOf(context.clock));
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
  request: ImportRequest,
  report: ImportReport & { readonly doubts: Doubts },
  before: Manifest | null,
  { at, boot, monoMs }: Now,
): Manifest {
  // After a change the server's full list is still the one we had: fetched again, it would undo the change.
  const isFull = report.mode === "full";
  const etag = request.etag ?? (isFull ? undefined : before?.etag);
  const full = isFull ? report.sha256 : before?.fullSha256;
  return {
    version: 1,
    source: request.source.id,
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
      report.mode === "full" || request.force ? 0 : (before?.fullEntries ?? before?.entries ?? 0),
    ),
    ...report.doubts,
    skipped: Object.values(report.skipped).reduce((sum, count) => sum + count, 0),
    sha256: report.sha256,
    ...(full ? { fullSha256: full } : {}),
    origin: request.origin,
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
  context: ImportContext,
  request: ImportRequest,
  load: { readonly loadId: string; readonly outcome: AuditEvent["outcome"]; readonly detail: Detail },
): void {
  openAuditSpool(context.dir).put(load.loadId, {
    at: context.clock.now(),
    actor: request.actor,
    event: "hotlist.load",
    outcome: load.outcome,
    object: request.source.id,
    detail: {
      loadId: load.loadId,
      origin: request.origin,
      mode: request.mode ?? "as its manifest says, else full",
      forced: request.force,
      ...load.detail,
    },
  });
}

function refused(request: ImportRequest, reason: string, cause?: unknown): TagwatchError {
  return new TagwatchError(
    "HOTLIST_REFUSED",
    `hotlist ${request.source.id}: ${reason}`,
    cause ? { cause } : {},
  );
}
