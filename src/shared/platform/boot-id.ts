import { readFileSync } from "node:fs";

/**
 * Names the present boot of the machine (random(4), `boot_id`): moments of `Clock.monoNs` compare within one only. The ending
 * tells moments that count the computer's sleep from those of earlier versions, which did not.
 */
export function bootId(): string {
  return `${kernelBootId()}+sleep`;
}

/** The kernel's name of the present boot. Throws where /proc is hidden. */
export function kernelBootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}
