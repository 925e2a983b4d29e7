import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A fresh folder for what a restart may forget: in the service's run folder, which is memory (`RuntimeDirectory=`), else
 * among the temporary files. Throws what the file system says.
 */
export function standbyFolder(): string {
  return mkdtempSync(join(process.env["RUNTIME_DIRECTORY"] || tmpdir(), "tagwatch-standby-"));
}
