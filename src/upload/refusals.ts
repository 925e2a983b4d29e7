// What follows a refusal: the row rests, its kind pauses when nothing of it passes, and a row that alone is refused is parked.
import { createBackoff, type Backoff } from "../core/backoff.js";
import { outboxKinds, type OutboxItem, type OutboxKind } from "../core/records.js";
import type { Clock, Faults, Log, Outbox } from "../core/ports.js";
import { reasonText } from "./reasons.js";
import type { Rows } from "./rows.js";

interface KindState {
  readonly backoff: Backoff;
  passes: number;
  /** `passes` when a row was refused last. */
  passesThen: number;
  pausedUntilNs: bigint;
  /** Paused, or trying again with one row. */
  probing: boolean;
}

interface Resting {
  readonly item: OutboxItem;
  readonly untilNs: bigint;
}

const parkAfter = 5;
const restMs = 1_000;
const restAtMostMs = 5 * 60_000;
/** Quota says nothing about a row: such rows are never parked (MQTT 5.0, 3.4.2.1). */
const quotaExceeded = 0x97;

export interface RefusalDeps {
  readonly outbox: Outbox;
  readonly rows: Rows;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  readonly random: () => number;
}

/** Rows that were turned down, and kinds of which nothing passes. */
export class Refusals {
  private readonly resting = new Map<number, Resting>();
  /** Passes of its kind when a row was first refused. */
  private readonly firstRefused = new Map<number, number>();
  private readonly kinds: ReadonlyMap<OutboxKind, KindState>;

  constructor(private readonly deps: RefusalDeps) {
    this.kinds = new Map(outboxKinds.map((kind) => [kind, newState(deps.random)]));
  }

  /** The broker (or the receiver) turned a row down; `code` is the MQTT reason code. The row is never lost. */
  refused(item: OutboxItem, code: number, reason: string): void {
    const state = this.stateOf(item.kind);
    const words = reasonText(code);
    const why = reason ? `${words}: ${reason}` : words;
    const passesAtFirst = this.firstRefused.get(item.seq) ?? state.passes;
    this.firstRefused.set(item.seq, passesAtFirst);
    const others = state.passes > passesAtFirst;
    const parks = others && code !== quotaExceeded && item.attempts + 1 >= parkAfter;
    // Resting comes first, so that the row comes back even when the database fails here.
    this.rest(item);
    this.deps.outbox.refused(item.seq, why, parks);
    if (parks) return this.park(item, why);
    if (state.passes === state.passesThen || state.probing) this.pause(item.kind, state, why);
    state.passesThen = state.passes;
  }

  passed(item: OutboxItem): void {
    const state = this.stateOf(item.kind);
    state.passes++;
    this.firstRefused.delete(item.seq);
    if (!state.probing) return;
    state.probing = false;
    state.backoff.reset();
    this.deps.faults.clear("BROKER_REFUSED", item.kind);
  }

  /** How many rows of a kind may be in flight: none while it pauses, one to try again after that. */
  allowance(kind: OutboxKind): number {
    const state = this.stateOf(kind);
    if (!state.probing) return Number.POSITIVE_INFINITY;
    return this.deps.clock.monoNs() < state.pausedUntilNs ? 0 : 1;
  }

  /** Hands back rows that have rested enough. */
  tick(): void {
    for (const [seq, { item, untilNs }] of this.resting) {
      if (this.deps.clock.monoNs() < untilNs) continue;
      this.resting.delete(seq);
      this.deps.rows.release(item, true);
    }
  }

  private stateOf(kind: OutboxKind): KindState {
    return this.kinds.get(kind) as KindState;
  }

  private later(ms: number): bigint {
    return this.deps.clock.monoNs() + BigInt(Math.round(ms)) * 1_000_000n;
  }

  private rest(item: OutboxItem): void {
    const restsMs = Math.min(restAtMostMs, restMs * 2 ** Math.min(item.attempts, 20));
    this.deps.rows.hold(item);
    this.resting.set(item.seq, { item, untilNs: this.later(restsMs) });
  }

  private pause(kind: OutboxKind, state: KindState, why: string): void {
    if (this.deps.clock.monoNs() < state.pausedUntilNs) return;
    state.pausedUntilNs = this.later(state.backoff.next());
    state.probing = true;
    this.deps.faults.raise({
      code: "BROKER_REFUSED",
      subject: kind,
      severity: kind === "hit" ? "critical" : "warning",
      text: `messages of kind ${kind} are refused: ${why}`,
    });
  }

  private park(item: OutboxItem, why: string): void {
    this.firstRefused.delete(item.seq);
    this.resting.delete(item.seq);
    this.deps.rows.release(item, false);
    this.deps.log.warn("a message was parked", { id: item.id, kind: item.kind, reason: why });
    this.deps.faults.raise({
      code: "OUTBOX_PARKED",
      subject: item.kind,
      severity: item.kind === "hit" ? "critical" : "warning",
      text: `message ${item.id} was refused ${String(item.attempts + 1)} times while others passed: ${why}`,
    });
  }
}

function newState(random: () => number): KindState {
  const backoff = createBackoff({ firstMs: restMs, maxMs: restAtMostMs, jitter: 0.5 }, random);
  return { backoff, passes: 0, passesThen: -1, pausedUntilNs: 0n, probing: false };
}
