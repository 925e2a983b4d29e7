// The self-test: what was tried, and what came of it.
import type { SelfTestCheck } from "../../../shared/domain/said/self-test.js";
import type { Millis } from "../../../shared/domain/types.js";

/** All of it. A test that could not be run at all has one check that failed. */
export interface SelfTestReport {
  readonly at: Millis;
  readonly checks: readonly SelfTestCheck[];
}

/** The last self-test of this run, and whether one runs. */
export interface SelfTestService {
  last(): SelfTestReport | null;
  isRunning(): boolean;
  /** Starts one, or joins the one that runs. */
  run(): Promise<SelfTestReport>;
}
