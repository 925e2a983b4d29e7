import { spawnSync } from "node:child_process";

/** How many tests passed, and how many did not. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** Runs a command to its end; what it prints is shown then. */
export function run(
  command: string,
  args: readonly string[],
): { readonly status: number; readonly output: string } {
  const child = spawnSync(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  process.stdout.write(child.stdout);
  return { status: child.status ?? 1, output: child.stdout };
}
