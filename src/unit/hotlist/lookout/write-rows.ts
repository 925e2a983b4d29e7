// A short list made on the unit itself: written as an import writes one, without a delivered file. Killed at any moment,
// the manifest names the old list or the new one, and both are whole.
import { randomUUID } from "node:crypto";
import { existsSync, renameSync, rmSync } from "node:fs";
import { errorText } from "../../../shared/domain/error-text.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { Clock } from "../../../shared/domain/ports.js";
import type { Row } from "../../../shared/hotlist/complete.js";
import { flush } from "../../../shared/platform/durable.js";
import type { TellDamage } from "../../../shared/platform/persisted.js";
import { takeProcessLock } from "../../../shared/platform/process-lock.js";
import { momentOf } from "../folder/moment.js";
import { listFileName, openSourceFolder, type SourceFolder } from "../folder/source-folder.js";
import { createListBuilder } from "../list-file/list-builder.js";
import { createListDb, openListDb, type ListMeta } from "../list-file/list-db.js";
import { checkList } from "../list-file/list-reader.js";

const historyLength = 20;

interface WriteRowsDeps {
  /** Folder of all lists. */
  readonly dir: string;
  /** The keys of list files. */
  readonly key: Buffer;
  readonly clock: Clock;
  /** Hears that the rows of before are lost: the fault that said so ends with the new list. */
  readonly tell: TellDamage;
}

/** Puts these rows into force in place of the list of before. Throws HOTLIST_BUSY, and what the disk says. */
export async function writeRows(deps: WriteRowsDeps, source: string, rows: readonly Row[]): Promise<void> {
  const { dir, key, clock } = deps;
  const folder = openSourceFolder(dir, source);
  const unlock = takeProcessLock(folder.path("lock"));
  if (!unlock) throw new TagwatchError("HOTLIST_BUSY", `hotlist ${source}: another change is under way`);
  const loadId = `${String(clock.now())}-${randomUUID().slice(0, 8)}`;
  const target = folder.path(`${listFileName(loadId)}.building`);
  try {
    folder.sweep();
    const meta = build(deps, folder, { target, source, rows });
    await checkList(target, key);
    flush(target);
    renameSync(target, folder.path(listFileName(loadId)));
    flush(folder.dir);
    putIntoForce(folder, { loadId, source, meta }, clock);
    folder.sweep();
  } finally {
    rmSync(target, { force: true });
    unlock();
  }
}

interface Built {
  readonly target: string;
  readonly source: string;
  readonly rows: readonly Row[];
}

function build(deps: WriteRowsDeps, folder: SourceFolder, { target, source, rows }: Built): ListMeta {
  const { key } = deps;
  const previous = previousOf(deps, folder);
  const db = createListDb(target, key);
  try {
    db.exec("BEGIN");
    const builder = createListBuilder(db, source);
    for (const row of rows) builder.add(row);
    const meta = builder.finish(previous, null);
    db.exec("COMMIT");
    return meta;
  } finally {
    db.close();
    previous?.close();
  }
}

/** The list of before; one that no key opens is kept under another name, and one that is gone keeps nobody from a new one. */
function previousOf(
  { key, tell }: WriteRowsDeps,
  folder: SourceFolder,
): ReturnType<typeof openListDb> | null {
  const before = folder.manifest();
  if (!before) return null;
  const path = folder.path(before.file);
  try {
    return openListDb(path, key);
  } catch (error) {
    // Not beside its old name: what is not in force is swept.
    if (existsSync(path)) renameSync(path, folder.path("watches.damaged"));
    if (before.entries > 0)
      tell({
        path,
        reason: `${errorText(error)}; lost with it: ${String(before.entries)} watches, enter them again`,
      });
    return null;
  }
}

function putIntoForce(
  folder: SourceFolder,
  { loadId, source, meta }: { readonly loadId: string; readonly source: string; readonly meta: ListMeta },
  clock: Clock,
): void {
  const at = clock.now();
  folder.writeManifest({
    version: 1,
    source,
    file: listFileName(loadId),
    loadId,
    importedAt: at,
    imported: momentOf(clock),
    confirmedAt: at,
    listDate: null,
    entries: meta.entries,
    rejected: 0,
    skipped: 0,
    sha256: "",
    origin: "entered on the page",
    categories: meta.categories,
    history: [loadId, ...(folder.manifest()?.history ?? [])].slice(0, historyLength),
  });
}
