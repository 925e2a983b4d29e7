import { TagwatchError } from "../domain/faults/errors.js";
import { deniedHint } from "./secret.js";
import { errorStack, errorText } from "../domain/error-text.js";

/** What a restart cannot repair: systemd leaves the service failed, with the line in its status. */
const lasting: ReadonlySet<string> = new Set(["CONFIG_INVALID", "CONFIG_UNREADABLE", "FIPS_REQUIRED"]);

/** Exit statuses: 0 asked, 1 fault (systemd restarts), 2 wrong usage, 78 bad configuration (EX_CONFIG). */
export function exitStatusOf(error: unknown): number {
  if (!(error instanceof TagwatchError)) return 1;
  if (error.code === "USAGE") return 2;
  if (lasting.has(error.code)) return 78;
  return 1;
}

/** What a person reads on stderr: what is wrong and where, then what to do. Bugs show their stack. */
export function explain(error: unknown, program = "tagwatch"): string {
  if (error instanceof TagwatchError) {
    const lines = error.message.split("\n").map((line) => `${program}: ${line}`);
    return [...lines, `  ${error.hint}`].join("\n");
  }
  const hint = deniedHint(error);
  if (hint !== null) return `${program}: ${errorText(error)}\n  ${hint}`;
  return `${program}: ${errorStack(error)}`;
}
