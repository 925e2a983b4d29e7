// One delivery, from file to force: build aside, flush, rename, and only then say in the manifest which list counts.
// Killed at any moment, the manifest names the old list or the new one, and both are whole.
import { randomUUID } from "node:crypto";
import { renameSync, rmSync, statSync } from "node:fs";
import type { HotlistSourceConfig } from "../config/hotlist-schema.js";
import { monoMs } from "../core/elapsed.js";
import { TagwatchError } from "../core/errors.js";
import type { Clock } from "../core/ports.js";
import type { Actor, AuditEvent } from "../core/types.js";
import type { BuildJob, BuildResult, ImportMode } from "./build.js";
import { reasonsToKeep, rejectFault, wordsText } from "./doubts.js";
import { flush } from "./durable.js";
import { takeLock } from "./lock.js";
import { runBuild } from "./run-build.js";
import { listFileName, openSourceFolder, type Manifest, type SourceFolder } from "./source-folder.js";
import { openAuditSpool } from "./spool.js";

export interface ImportRequest {
  readonly source: HotlistSourceConfig;
  readonly path: string;
  readonly mode: ImportMode;
  readonly force: boolean;
  readonly sha256?: string;
  readonly etag?: string;
  /** How it came, in words for the audit trail: `drop folder`, `download URL`, `mqtt`, `command`. */
  readonly origin: string;
  readonly actor: Actor;
}

export interface ImportContext {
  /** Folder of all lists. */
  readonly dir: string;
  /** Key of list files (`hotlistKey`). */
  readonly key: Buffer;
  readonly clock: Clock;
  /** Builds the list file; a worker thread unless a test builds in place. */
  readonly build?: (job: BuildJob) => Promise<BuildResult>;
}

export interface ImportReport extends BuildResult {
  readonly loadId: string;
  /** Why its rejected rows are a fault; null when they are not. */
  readonly rejectFault: string | null;
  readonly tookMs: number;
}

const historyLength = 20;
/** Most line numbers of rejects in one audit line. */
const auditedRejects = 50;

/** Imports a file into its source. Throws HOTLIST_REFUSED with the reason; the list in force then stays. */
export async function importList(context: ImportContext, request: ImportRequest): Promise<ImportReport> {
  const folder = openSourceFolder(context.dir, request.source.id);
  const unlock = takeLock(folder.path("lock"));
  if (!unlock) throw refused(request, "another import of this source is running");
  const loadId = `${String(context.clock.now())}-${randomUUID().slice(0, 8)}`;
  try {
    return await importLocked(context, request, folder, loadId);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    rmSync(folder.path(building(loadId)), { force: true });
    folder.writeRefusal({ at: context.clock.now(), reason, origin: request.origin });
    spool(context, request, { loadId, outcome: "failure", detail: { reason } });
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
  if (!statSync(request.path).isFile()) throw new Error(`${request.path} is not a file`);
  const before = folder.manifest();
  const target = folder.path(building(loadId));
  const result = await (context.build ?? runBuild)({
    source: request.source,
    input: request.path,
    target,
    previous: before ? folder.path(before.file) : null,
    key: context.key,
    mode: request.mode,
    force: request.force,
    ...(request.sha256 ? { sha256: request.sha256 } : {}),
  });
  flush(target);
  renameSync(target, folder.path(listFileName(loadId)));
  flush(folder.dir);
  const fault = rejectFault(result, before);
  const report = {
    ...result,
    loadId,
    rejectFault: fault,
    tookMs: Math.round(monoMs(context.clock) - startedMs),
  };
  // The audit line goes first: a load must never be in force unseen. The daemon checks that it came into force.
  spool(context, request, { loadId, outcome: "success", detail: detailOf(report) });
  folder.writeManifest(manifestOf(request, report, before, context.clock.now()));
  folder.writeRefusal(null);
  folder.sweep();
  return report;
}

function manifestOf(
  request: ImportRequest,
  report: ImportReport,
  before: Manifest | null,
  now: number,
): Manifest {
  return {
    version: 1,
    source: request.source.id,
    file: listFileName(report.loadId),
    loadId: report.loadId,
    importedAt: now,
    confirmedAt: now,
    listDate: report.meta.listDate,
    entries: report.meta.entries,
    rejected: report.rejected,
    reasons: reasonsToKeep(request.mode, report, before),
    rejectFault: report.rejectFault,
    unknown: report.unknown,
    skipped: Object.values(report.skipped).reduce((sum, count) => sum + count, 0),
    sha256: report.sha256,
    origin: request.origin,
    categories: report.meta.categories,
    history: [report.loadId, ...(before?.history ?? [])].slice(0, historyLength),
    ...(request.etag ? { etag: request.etag } : {}),
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
      mode: request.mode,
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
