// Runs the command `self-test` beside the daemon: a model that hangs or crashes there costs the daemon nothing.
import { execFile } from "node:child_process";
import * as z from "zod";
import { errorText } from "../../shared/domain/error-text.js";
import type { Clock, Faults } from "../../shared/domain/ports.js";
import {
  checked,
  selfTestKinds,
  selfTestTexts,
  type SelfTestCode,
} from "../../shared/domain/said/self-test.js";
import type { SelfTestService, SelfTestReport } from "../core/upkeep/self-test.js";

const reportSchema = z.object({
  at: z.number(),
  checks: z.array(
    z.object({
      part: z.string(),
      kind: z.enum(selfTestKinds),
      name: z.string(),
      isFailed: z.boolean(),
      isDoubtful: z.boolean(),
      text: z.string(),
      code: z.enum(Object.keys(selfTestTexts) as SelfTestCode[]),
      values: z.array(z.string()),
    }),
  ),
});
const longestMs = 120_000;

/** `command`: the program and its arguments, which print a report as JSON. */
export function createSelfTest(deps: {
  readonly command: readonly [string, ...string[]];
  readonly clock: Clock;
  readonly faults: Faults;
}): SelfTestService {
  const { clock, faults } = deps;
  let last: SelfTestReport | null = null;
  let running: Promise<SelfTestReport> | null = null;

  function tell({ checks }: SelfTestReport): void {
    const failed = checks.filter(({ isFailed }) => isFailed).map(({ part, text }) => `${part}: ${text}`);
    if (failed.length === 0) return faults.clear("SELF_TEST_FAILED", "self-test");
    const fault = { code: "SELF_TEST_FAILED", subject: "self-test", severity: "warning" } as const;
    faults.raise({ ...fault, text: failed.join("; ") });
  }
  async function run(): Promise<SelfTestReport> {
    const at = clock.now();
    const report = await outputOf(deps.command).catch((error: unknown): SelfTestReport => {
      return { at, checks: [checked("self-test", "failed", "not-run", errorText(error))] };
    });
    last = report;
    running = null;
    tell(report);
    return report;
  }
  return {
    last: () => last,
    isRunning: () => running !== null,
    run: () => (running ??= run()),
  };
}

/** A test that found something failed ends with status 1, and has printed its report. */
function outputOf([program, ...args]: readonly [string, ...string[]]): Promise<SelfTestReport> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: longestMs, killSignal: "SIGKILL" }, (error, stdout, stderr) => {
      try {
        resolve(reportSchema.parse(JSON.parse(stdout)));
      } catch {
        reject(new Error(stderr.trim().split("\n").at(-1) || errorText(error)));
      }
    });
  });
}
