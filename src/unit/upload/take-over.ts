import { createBackoff, type Backoff } from "../../shared/platform/backoff.js";
import type { Severity } from "../../shared/domain/closed-sets.js";
import type { Clock, Faults } from "../../shared/domain/ports.js";
import { nsOf } from "../../shared/domain/elapsed.js";

const quietMs = 600_000;
/** This many such ends within this time are no coincidence. */
const cutsAtMost = 3;
const cutsWithinMs = 60_000;

/** What take-overs are noticed and reported with; `random` is 0..1. */
export interface TakeOverDeps {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly random: () => number;
}

/**
 * Two units with one id: each connection of the one ends that of the other (MQTT 5.0, 4.1: session taken over). Leaves the
 * session to the other one for 5 s, growing to 2 minutes; raises UNIT_ID_TWICE about `clientId`.
 */
export class TakeOvers {
  // Both units back off, so each has the broker to itself for a while and delivers what waits.
  private readonly backoff: Backoff;
  private count = 0;
  private lastNs: bigint | null = null;
  private owedMs = 0;
  private cutsNs: readonly bigint[] = [];

  constructor(
    private readonly deps: TakeOverDeps,
    private readonly clientId: string,
  ) {
    this.backoff = createBackoff({ firstMs: 5_000, maxMs: 120_000, jitter: 0.5 }, deps.random);
  }

  /** The broker said that another client took our session. */
  seen(): void {
    this.count++;
    const times = `${String(this.count)} ${this.count === 1 ? "time" : "times"}`;
    const text = `another client connects to the broker as ${this.clientId}: our session was taken over ${times}`;
    this.suspect("critical", text);
  }

  /** A connection that worked was closed without a word and without an error, as mosquitto 2.0 does when another takes over. */
  cut(): void {
    const now = this.deps.clock.monoNs();
    this.cutsNs = [...this.cutsNs.filter((at) => at > now - nsOf(cutsWithinMs)), now];
    // Once suspected, one more is enough: the delays grow until they no longer fit the window.
    if (this.count > 0 || (this.lastNs === null && this.cutsNs.length < cutsAtMost)) return;
    const text = `the broker closes our connection again and again without a reason and takes us back: another client probably connects as ${this.clientId}`;
    this.suspect("warning", text);
  }

  /** The connection works. A fault is over when the session was not taken for ten minutes. */
  works(): void {
    if (this.lastNs === null || this.deps.clock.monoNs() - this.lastNs < nsOf(quietMs)) return;
    this.lastNs = null;
    this.cutsNs = [];
    this.count = 0;
    this.backoff.reset();
    this.deps.faults.clear("UNIT_ID_TWICE", this.clientId);
  }

  /** How long to leave the session to the other one before the next attempt; 0 when it was not taken. */
  waitMs(): number {
    const owed = this.owedMs;
    this.owedMs = 0;
    return owed;
  }

  private suspect(severity: Severity, text: string): void {
    this.lastNs = this.deps.clock.monoNs();
    this.owedMs = this.backoff.next();
    this.deps.faults.raise({ code: "UNIT_ID_TWICE", subject: this.clientId, severity, text });
  }
}
