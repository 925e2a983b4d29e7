import { readFileSync } from "node:fs";

/** Names the present boot of the machine (random(4), `boot_id`): moments of CLOCK_MONOTONIC compare within one only. */
export function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}
