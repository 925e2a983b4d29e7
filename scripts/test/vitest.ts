import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { run, type Tally } from "./process.js";

/** What vitest's JSON reporter writes, as far as it is used, and vitest's exit status. */
interface Result {
  readonly exit: number;
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs the test files that `args` name, all by default; null when vitest itself broke. */
function vitestOnce(args: readonly string[]): Result | null {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-test-"));
  const file = join(dir, "result.json");
  const { status } = run("npx", [
    "--no-install",
    "vitest",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile=${file}`,
    ...args,
  ]);
  const result = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Omit<Result, "exit">) : null;
  rmSync(dir, { recursive: true });
  return result && { ...result, exit: status };
}

/** Each failed test, or file that did not run, with the first lines of why. */
function failuresOf({ exit, testResults }: Result): string[] {
  const failures = testResults
    .filter(({ status }) => status !== "passed")
    .flatMap(({ name, message, assertionResults }) => {
      const file = relative(process.cwd(), name);
      const failed = assertionResults.filter(({ status }) => status === "failed");
      if (failed.length === 0) return [`${file}: ${headOf(message)}`];
      return failed.map((one) => `${file} > ${one.fullName}: ${headOf(one.failureMessages.join("\n"))}`);
    });
  // An error outside every test, such as a worker that ended.
  if (failures.length === 0 && exit !== 0) return [`vitest ended with status ${String(exit)}`];
  return failures;
}

const headOf = (text: string): string =>
  text
    .split("\n")
    .filter((row) => !row.includes("node_modules"))
    .slice(0, 12)
    .join("\n    ");

/**
 * Runs the test files that `args` name, all by default; up to `most` files that failed run once more by themselves. What
 * passes only then was judged by the clock on a machine that others use too: it counts as passed, and a remark names it
 * and why it failed.
 */
export function runVitest(
  args: readonly string[],
  most = 5,
): Tally & { readonly remarks: readonly string[] } {
  console.log("\n== vitest");
  const first = vitestOnce(args);
  if (!first) return { passed: 0, failed: 1, remarks: ["FAILED vitest did not run"] };
  const failures = failuresOf(first);
  const files = first.testResults.filter(({ status }) => status !== "passed").map(({ name }) => name);
  if (files.length === 0 || files.length > most) {
    const remarks = failures.map((text) => `FAILED ${text}`);
    return { passed: first.numPassedTests, failed: failures.length, remarks };
  }
  console.log(`\n== vitest, attempt 2, of ${String(files.length)} files that failed`);
  const second = vitestOnce(files.map((name) => relative(process.cwd(), name)));
  const left = second ? failuresOf(second) : failures;
  const passed = first.testResults
    .filter(({ status }) => status === "passed")
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "passed");
  return {
    passed: passed.length + (second?.numPassedTests ?? 0),
    failed: left.length,
    remarks: [
      ...failures.map((text) => `failed at the first attempt ${text}`),
      ...left.map((text) => `FAILED ${text}`),
    ],
  };
}
