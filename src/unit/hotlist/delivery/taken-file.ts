// What becomes of a dropped file that was dealt with.
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { manifestName, signatureName } from "../../../shared/hotlist/signature.js";

/** A file name has at most 255 bytes (Linux, NAME_MAX). */
const longestReasonName = 200;

/** Moves a refused file to the folder of failed ones, the reason beside it; what lay there goes. */
export async function setAsideRefused(
  file: { readonly path: string; readonly name: string },
  failedDir: string,
  reason: string,
): Promise<void> {
  await rm(failedDir, { recursive: true, force: true });
  await mkdir(failedDir, { recursive: true, mode: 0o700 });
  await rename(file.path, join(failedDir, file.name));
  const note = `${cutBytes(file.name, longestReasonName)}.reason.txt`;
  await writeFile(join(failedDir, note), `${reason}\n`, { mode: 0o600 });
  await removeDelivery(file.path);
}

/** Removes a list and what proved it. */
export async function removeDelivery(path: string): Promise<void> {
  for (const one of [path, signatureName(path), manifestName(path), signatureName(manifestName(path))]) {
    try {
      await rm(one, { force: true });
    } catch (error) {
      // A name too long to exist is not there.
      if ((error as NodeJS.ErrnoException).code !== "ENAMETOOLONG") throw error;
    }
  }
}

function cutBytes(text: string, most: number): string {
  let [cut, bytes] = ["", 0];
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) break;
    cut += character;
  }
  return cut;
}
