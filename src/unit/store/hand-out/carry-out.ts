import { saidUsage, seeHelp } from "../../../shared/domain/said/usage.js";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Actor } from "../../../shared/domain/actor.js";
import { errorText } from "../../../shared/domain/error-text.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { Log } from "../../../shared/domain/ports.js";
import type { Millis } from "../../../shared/domain/types.js";
import { writeTar } from "../../../shared/evidence/tar.js";
import type { PackWanted, TrailWanted } from "../../core/hand-outs.js";
import { storePaths } from "../database/paths.js";
import { exportPackage, type ExportReport } from "../export/export.js";
import { auditedCommand, openStoreHandle, type StoreHandle } from "../offline.js";
import { addHold } from "../retention/holds.js";
import { isKeptCovertly } from "../database/kept-covertly.js";
import { packTrail } from "../trail/trail-package.js";
import type { HandOutAnswer, HandOutJob } from "./job.js";

/** Where packages of the page lie until they are sent, in clear: whatever is there when the daemon starts was left by a kill. */
export const underWay = (dir: string): string => join(storePaths(dir).exports, ".under-way");

/** What is made of a package: the trail's event and what else its line says. */
interface Told {
  readonly event: "reads.export" | "reads.print";
  readonly purpose?: string;
  readonly path?: string;
}

/** Throws USAGE when one of the reads that somebody chose is gone: what is handed out must not lack it in silence. */
export function requireThere({ evidence }: StoreHandle, readIds: readonly string[]): void {
  const gone = readIds.filter((id) => evidence.reads.revisions(id).length === 0);
  if (gone.length === 0) return;
  throw saidUsage(seeHelp, "reads-gone", gone.join(", "));
}

/**
 * Writes a package and its line of the trail. Without the line there is no package: it is removed again. Throws as
 * `exportPackage` does.
 */
export function exportAudited(
  handle: StoreHandle,
  order: Parameters<typeof exportPackage>[1],
  actor: Actor,
  { event, ...told }: Told,
): ExportReport {
  const report = exportPackage(handle, order);
  const { reads, pictures, sha256 } = report;
  const detail = { reads, pictures, sha256, recipient: order.recipient, ...told };
  try {
    auditedCommand(handle, actor, event, { object: order.caseId, detail });
  } catch (error) {
    rmSync(report.folder, { recursive: true, force: true });
    throw error;
  }
  return report;
}

/** Does what is ordered, as a command does beside a running daemon. Never throws. */
export function carryOut(order: HandOutJob, now: () => Millis, log: Log): HandOutAnswer {
  try {
    const handle = openStoreHandle({ dir: order.dir, unitKey: Buffer.from(order.unitKey), now, log });
    try {
      return done(handle, order);
    } finally {
      handle.close();
    }
  } catch (error) {
    return {
      kind: "failed",
      failed: errorText(error),
      code: error instanceof TagwatchError ? error.code : null,
      said: error instanceof TagwatchError ? error.said : null,
    };
  }
}

function done(handle: StoreHandle, order: HandOutJob): HandOutAnswer {
  const { task, actor } = order;
  if (task.kind === "hold") {
    const { readIds, covert, ...terms } = task.request;
    const hidden = covert ? [] : readIds.filter((id) => isKeptCovertly(handle.evidence.db, id));
    // In the words for a read whose time is over.
    if (hidden.length > 0) throw saidUsage(seeHelp, "hold-gone", hidden.join(", "));
    return { kind: "held", ...addHold(handle, terms, readIds, actor) };
  }
  if (task.kind === "trail") return trailPacked(handle, order, task.request);
  return task.kind === "pack" ? packed(handle, order, task.request) : printed(handle, order, task.request);
}

function exported(
  handle: StoreHandle,
  { dir, unit, name, actor }: HandOutJob,
  request: PackWanted,
  event: Told["event"],
): ExportReport {
  requireThere(handle, request.readIds);
  const { purpose, ...rest } = request;
  const out = join(underWay(dir), name);
  const order = { ...rest, madeBy: actor.name, unit, out };
  return exportAudited(handle, order, actor, { event, purpose });
}

/** The archive lies in the package's folder, so that both go together; its sums do not name it. */
function packed(handle: StoreHandle, order: HandOutJob, request: PackWanted): HandOutAnswer {
  const { folder, sha256 } = exported(handle, order, request, "reads.export");
  return { kind: "packed", folder, archive: archived(folder, order.name), sha256 };
}

function archived(folder: string, name: string): string {
  const archive = join(folder, "package.tar");
  try {
    writeTar(archive, folder, name);
    return archive;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** First the line, then the package: a trail never leaves unseen, and the line stands in the chain that the package carries. */
function trailPacked(handle: StoreHandle, order: HandOutJob, request: TrailWanted): HandOutAnswer {
  const { filter, recipient, purpose } = request;
  // The lines that were there when it was asked for: its own line says the words that are sought, too.
  const upTo = handle.evidence.chain.head().seq;
  auditedCommand(handle, order.actor, "audit.export", { detail: { purpose, recipient, ...filter } });
  const out = join(underWay(order.dir), order.name);
  const title = { unit: order.unit, recipient, purpose, madeBy: order.actor.name };
  const { sha256 } = packTrail(handle, { ...title, filter, upTo, out });
  return { kind: "packed", folder: out, archive: archived(out, order.name), sha256 };
}

/** The same sheet as in a package, with the pictures in it; nothing of it stays on the disk. */
function printed(handle: StoreHandle, order: HandOutJob, request: PackWanted): HandOutAnswer {
  const { folder } = exported(handle, order, request, "reads.print");
  try {
    const picture = (_all: string, name: string): string =>
      `src="data:image/jpeg;base64,${readFileSync(join(folder, name)).toString("base64")}"`;
    const html = readFileSync(join(folder, "sheet.html"), "utf8");
    return { kind: "sheet", html: html.replace(/src="(pictures\/[\w.-]+)"/g, picture) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
