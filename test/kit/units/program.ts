import { vi } from "vitest";
import { runProgram } from "../../../src/unit/cli/program.js";

/** Runs a command in this process: its exit status and everything it printed. */
export async function runTagwatch(...args: readonly string[]): Promise<{ status: number; text: string }> {
  const lines: string[] = [];
  const print = (line: unknown): void => void lines.push(String(line));
  const log = vi.spyOn(console, "log").mockImplementation(print);
  const error = vi.spyOn(console, "error").mockImplementation(print);
  process.exitCode = undefined;
  try {
    const status = await runProgram(["node", "tagwatch", ...args]);
    return { status, text: lines.join("\n") };
  } finally {
    process.exitCode = undefined;
    log.mockRestore();
    error.mockRestore();
  }
}
