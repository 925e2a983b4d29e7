// A console of a test's own.
import { onTestFinished } from "vitest";
import { openConsole, type ConsoleOver, type TestConsole } from "./open-console.js";

export { passwords, someStatus, type TestConsole } from "./open-console.js";

/** Starts a console; it stops after the test. */
export async function startConsole(over: ConsoleOver = {}): Promise<TestConsole> {
  const unit = await openConsole(over);
  onTestFinished(() => unit.stop());
  return unit;
}
