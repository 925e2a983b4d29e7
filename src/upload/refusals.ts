// What follows a refusal: the row rests, its kind pauses when nothing of it passes, and a row that alone is refused is parked.
import { createBackoff, type Backoff } from "../core/backoff.js";
import { outboxKinds, type OutboxItem, type OutboxKind } from "../core/records.js";
import type { Clock, Faults, Log, Outbox } from "../core/ports.js";
import { reasonText } from "./reasons.js";
import type { Rows } from "./rows.js";

export interface Refusals {
  /** The broker (or the receiver) turned a row down; `code` is the MQTT reason code. The row is never lost. */
  refused(item: OutboxItem, code: number, reason: string): void;
  passed(item: OutboxItem): void;
  /** How many rows of a kind may be in flight: none while it pauses, one to try again after that. */
  allowance(kind: OutboxKind): number;
  /** Wakes rows that have rested enough. */
  tick(): void;
}

interface KindState {
  readonly backoff: Backoff;
  passes: number;
  /** `passes` when a row was refused last. */
  passesThen: number;
  pausedUntilNs: bigint;
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

export function createRefusals(deps: RefusalDeps): Refusals {
  const { outbox, rows, clock, log, faults } = deps;
  const resting = new Map<number, Resting>();
  /** Passes of its kind when a row was first refused. */
  const firstRefused = new Map<number, number>();
  const kinds = new Map<OutboxKind, KindState>(
    outboxKinds.map((kind) => [
      kind,
      {
        backoff: createBackoff({ firstMs: restMs, maxMs: restAtMostMs, jitter: 0.5 }, deps.random),
        passes: 0,
        passesThen: -1,
        pausedUntilNs: 0n,
        probing: false,
      },
    ]),
  );
  const stateOf = (kind: OutboxKind): KindState => kinds.get(kind) as KindState;
  const later = (ms: number): bigint => clock.monoNs() + BigInt(Math.round(ms)) * 1_000_000n;

  function pause(kind: OutboxKind, state: KindState, why: string): void {
    if (clock.monoNs() < state.pausedUntilNs) return;
    state.pausedUntilNs = later(state.backoff.next());
    state.probing = true;
    const severity = kind === "hit" ? "critical" : "warning";
    faults.raise({
      code: "BROKER_REFUSED",
      subject: kind,
      severity,
      text: `messages of kind ${kind} are refused: ${why}`,
    });
  }

  function park(item: OutboxItem, why: string): void {
    firstRefused.delete(item.seq);
    rows.release(item, false);
    log.warn("a message was parked", { id: item.id, kind: item.kind, reason: why });
    faults.raise({
      code: "OUTBOX_PARKED",
      subject: item.kind,
      severity: item.kind === "hit" ? "critical" : "warning",
      text: `message ${item.id} was refused ${String(parkAfter)} times while others passed: ${why}`,
    });
  }

  return {
    refused(item, code, reason) {
      const state = stateOf(item.kind);
      const words = reasonText(code);
      const why = reason && !words.startsWith(reason) ? `${words}: ${reason}` : words;
      const passesAtFirst = firstRefused.get(item.seq) ?? state.passes;
      firstRefused.set(item.seq, passesAtFirst);
      const alone = state.passes > passesAtFirst;
      const parks = alone && code !== quotaExceeded && item.attempts + 1 >= parkAfter;
      outbox.refused(item.seq, why, parks);
      if (parks) return park(item, why);
      if (state.passes === state.passesThen || state.probing) pause(item.kind, state, why);
      state.passesThen = state.passes;
      rows.hold(item);
      resting.set(item.seq, {
        item,
        untilNs: later(Math.min(restAtMostMs, restMs * 2 ** Math.min(item.attempts, 20))),
      });
    },
    passed(item) {
      const state = stateOf(item.kind);
      state.passes++;
      firstRefused.delete(item.seq);
      if (!state.probing) return;
      state.probing = false;
      state.backoff.reset();
      faults.clear("BROKER_REFUSED", item.kind);
    },
    allowance(kind) {
      const state = stateOf(kind);
      if (!state.probing) return Number.POSITIVE_INFINITY;
      return clock.monoNs() < state.pausedUntilNs ? 0 : 1;
    },
    tick() {
      for (const [seq, { item, untilNs }] of resting) {
        if (clock.monoNs() < untilNs) continue;
        resting.delete(seq);
        rows.release(item, true);
      }
    },
  };
}
