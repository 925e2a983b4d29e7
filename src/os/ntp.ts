import { execFile } from "node:child_process";

/**
 * Whether the kernel clock is disciplined by network time (adjtimex STA_UNSYNC, as timedatectl reports it, whichever
 * daemon does it). False where systemd does not answer: unknown is treated as not synchronised.
 */
export function ntpSynchronised(): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(
      "timedatectl",
      ["show", "--property=NTPSynchronized", "--value"],
      { timeout: 5_000 },
      (error, stdout) => resolve(!error && stdout.trim() === "yes"),
    );
  });
}
