// Lists that somebody put into a source's drop folder.
import { monoMs } from "../../../shared/domain/elapsed.js";
import { modeOfName } from "../import/file-name.js";
import type { SourceArrivalDeps } from "./arriving.js";
import type { Dropped, DropFolder } from "./drop-folder.js";
import { importWhenFree, isBusy } from "./import-when-free.js";

/** Imports what lies there settled, oldest first. Throws what is wrong with the folder, after the files that were not. */
export async function takeDropped(
  arriving: SourceArrivalDeps,
  folder: DropFolder,
  signal: AbortSignal,
): Promise<void> {
  const { clock, config } = arriving.deps;
  const { settled, problems } = await folder.look(monoMs(clock), config.settle);
  for (const file of settled) {
    if (signal.aborted) return;
    await takeFile(arriving, folder, file, signal);
  }
  if (problems.length > 0) throw new Error(problems.join("; "));
}

async function takeFile(
  arriving: SourceArrivalDeps,
  folder: DropFolder,
  file: Dropped,
  signal: AbortSignal,
): Promise<void> {
  const { deps, source } = arriving;
  const origin = "drop folder";
  try {
    const mode = modeOfName(file.name);
    await importWhenFree(arriving, { path: file.path, mode, origin }, signal);
    if (deps.isForgotten) folder.leave(file);
    else await folder.done(file);
  } catch (error) {
    // At the end of the daemon a file that waited stays for the next start.
    if (isBusy(error)) return;
    const reason = (error as Error).message;
    deps.log.warn("dropped hotlist refused", { source: source.id, reason });
    // Its place may be the list that cannot be opened now.
    if (deps.isForgotten) folder.leave(file);
    else await folder.failed(file, reason);
    deps.library.refuse(source.id, reason, origin);
  }
}
