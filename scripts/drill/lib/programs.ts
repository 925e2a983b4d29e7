// Programs of the system that a drill needs: what is missing is said with the command that brings it.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Debian's package of each program. */
export type Needed = Readonly<Record<string, string>>;

const isThere = (program: string, path: string): boolean =>
  path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });

/** What is missing and the command that brings it, in one line; null when nothing is. */
export function missingPrograms(needed: Needed, path = process.env["PATH"] ?? ""): string | null {
  const missing = Object.keys(needed).filter((program) => !isThere(program, path));
  if (missing.length === 0) return null;
  const packages = [...new Set(missing.map((program) => needed[program]))].join(" ");
  return `missing: ${missing.join(", ")}. Run: sudo apt-get install -y --no-install-recommends ${packages}`;
}
