import { execFile } from "node:child_process";
import { TagwatchError } from "../../shared/domain/faults/errors.js";

/** Whom a program runs as; only root can choose. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/** How a program is run. */
export interface ToolSettings {
  readonly account?: RunAs | undefined;
  readonly input?: Uint8Array | string;
}

/** Runs a program of the system to its end and resolves to what it wrote. Throws CENTRE_TOOL with its own words. */
export function runTool(
  program: string,
  args: readonly string[],
  settings: ToolSettings = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      [...args],
      {
        ...settings.account,
        encoding: "utf8",
        maxBuffer: 2 ** 24,
        env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8" },
      },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        const words = (stderr.trim() || stdout.trim() || error.message).split("\n").slice(-4).join("; ");
        reject(new TagwatchError("CENTRE_TOOL", `${program} ${args[0] ?? ""}: ${words}`, { cause: error }));
      },
    );
    // A program that does not read to the end of its input says why by its exit.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(settings.input ?? "");
  });
}
