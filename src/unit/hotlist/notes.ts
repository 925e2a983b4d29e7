// What is noted beside a list between two imports: that nothing is newer, and what was refused.
import type { Clock, Faults } from "../../shared/domain/ports.js";
import { takeProcessLock } from "../../shared/platform/process-lock.js";
import { momentOf } from "./folder/moment.js";
import type { SourceFolder } from "./folder/source-folder.js";

const code = "HOTLIST_DELIVERY";
const subjectOf = (source: string): string => `notes of ${source}`;

/**
 * Writes a note. One that cannot be written (a full disk) is the fault HOTLIST_DELIVERY, and nothing is thrown: the
 * delivery that is noted would begin again at once, and download its list over and over.
 * @param what the note in words
 * @returns whether it was written
 */
export function writeNote(faults: Faults, source: string, what: string, write: () => void): boolean {
  try {
    write();
    noteWritten(faults, source);
    return true;
  } catch (error) {
    const text = `${source}: ${what}; this cannot be written down: ${(error as Error).message}`;
    faults.raise({ code, subject: subjectOf(source), severity: "critical", text });
    return false;
  }
}

/** Notes of the source can be written again. */
export const noteWritten = (faults: Faults, source: string): void => faults.clear(code, subjectOf(source));

/** Ways by which changes come unattended, so that their refusal stands until the next list is in force. */
const otherWays: ReadonlySet<string> = new Set(["drop folder", "mqtt announcement"]);

/** Notes in the manifest that the sender has nothing newer. */
export function confirm(folder: SourceFolder | undefined, clock: Clock): void {
  // A command may be replacing the manifest: without the lock its new list would be lost.
  const unlock = folder && takeProcessLock(folder.path("lock"));
  if (!unlock) return;
  try {
    const manifest = folder.manifest();
    if (!manifest) return;
    folder.writeManifest({ ...manifest, confirmedAt: clock.now(), confirmed: momentOf(clock) });
    // The server says nothing of what came another way: a change that was refused there is still missing.
    const refusal = folder.refusal();
    if (refusal && !otherWays.has(refusal.origin)) folder.writeRefusal(null);
  } finally {
    unlock();
  }
}
