import { createBackoff } from "../../shared/platform/backoff.js";
import type { Severity } from "../../shared/domain/closed-sets.js";
import type { Clock, Faults } from "../../shared/domain/ports.js";
import { nsOf } from "../../shared/domain/elapsed.js";

/** Two units with one id: each connection of the one ends that of the other (MQTT 5.0, 4.1: session taken over). */
export interface TakeOvers {
  /** The broker said that another client took our session. */
  seen(): void;
  /** A connection that worked was closed without a word and without an error, as mosquitto 2.0 does when another takes over. */
  cut(): void;
  /** The connection works. A fault is over when nobody took the session for ten minutes. */
  works(): void;
  /** How long to leave the session to the other one before the next attempt; 0 when it was not taken. */
  waitMs(): number;
}

const quietMs = 600_000;
/** So many such ends within so long are no coincidence. */
const cutsAtMost = 3;
const cutsWithinMs = 60_000;

/** Leaves the session to the other one for 5 s, growing to 2 minutes; raises UNIT_ID_TWICE about `clientId`. */
export function createTakeOvers(
  { clock, faults }: { readonly clock: Clock; readonly faults: Faults },
  clientId: string,
  random: () => number,
): TakeOvers {
  // Both units back off, so each has the broker to itself for a while and delivers what waits.
  const backoff = createBackoff({ firstMs: 5_000, maxMs: 120_000, jitter: 0.5 }, random);
  let count = 0;
  let lastNs: bigint | null = null;
  let owedMs = 0;
  let cutsNs: bigint[] = [];

  function suspect(severity: Severity, text: string): void {
    lastNs = clock.monoNs();
    owedMs = backoff.next();
    faults.raise({ code: "UNIT_ID_TWICE", subject: clientId, severity, text });
  }

  return {
    seen() {
      count++;
      const times = `${String(count)} ${count === 1 ? "time" : "times"}`;
      suspect(
        "critical",
        `another client connects to the broker as ${clientId}: our session was taken over ${times}`,
      );
    },
    cut() {
      const sinceNs = clock.monoNs() - nsOf(cutsWithinMs);
      cutsNs = [...cutsNs.filter((at) => at > sinceNs), clock.monoNs()];
      // Once suspected, one more is enough: the delays grow until they no longer fit the window.
      if (count > 0 || (lastNs === null && cutsNs.length < cutsAtMost)) return;
      const text = `the broker closes our connection again and again without a reason and takes us back: another client probably connects as ${clientId}`;
      suspect("warning", text);
    },
    works() {
      if (lastNs === null || clock.monoNs() - lastNs < nsOf(quietMs)) return;
      lastNs = null;
      cutsNs = [];
      count = 0;
      backoff.reset();
      faults.clear("UNIT_ID_TWICE", clientId);
    },
    waitMs() {
      const owed = owedMs;
      owedMs = 0;
      return owed;
    },
  };
}
