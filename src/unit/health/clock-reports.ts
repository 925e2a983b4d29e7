import type { Faults } from "../../shared/domain/ports.js";

/** A span in words, to the unit that matters. */
export function rangeOfClock(ms: number): string {
  const seconds = Math.abs(ms) / 1_000;
  if (seconds < 120) return `${seconds.toFixed(1)} seconds`;
  return seconds < 172_800
    ? `${(seconds / 3_600).toFixed(1)} hours`
    : `${(seconds / 86_400).toFixed(1)} days`;
}

/** Raises the fault with these words, or clears it where there are none. */
export function tell(faults: Faults, code: "CLOCK_UNSET" | "CLOCK_CONFLICT", text: string | null): void {
  if (text === null) faults.clear(code, "clock");
  else faults.raise({ code, subject: "clock", severity: "warning", text });
}
