// What follows a refusal: the row rests, its topic pauses when nothing passes on it, and a row that alone is refused is parked.
import { createBackoff, type Backoff } from "../../shared/platform/backoff.js";
import type { OutboxItem, OutboxKind } from "../core/outbox.js";
import type { Clock, Faults, Log } from "../../shared/domain/ports.js";
import type { RowMarks } from "./marks.js";
import { noSubscribers } from "./mqtt.js";
import { reasonText } from "./reasons.js";
import type { Rows } from "./rows.js";
import { nsOf } from "../../shared/domain/elapsed.js";

interface TopicState {
  readonly backoff: Backoff;
  passes: number;
  /** `passes` when a row was refused last. */
  passesThen: number;
  pausedUntilNs: bigint;
  /** Paused, or trying again with one row. */
  probing: boolean;
  /** Paused because nobody is subscribed. */
  isUnheard: boolean;
}

interface Resting {
  readonly item: OutboxItem;
  readonly untilNs: bigint;
}

const parkAfter = 5;
const restMs = 1_000;
const restAtMostMs = 5 * 60_000;
/** Quota and missing subscribers say nothing about a row: such rows are never parked (MQTT 5.0, 3.4.2.1). */
const notTheRow: ReadonlySet<number> = new Set([0x97, noSubscribers]);
/** Hits and alerts share a kind and have four topics: the pause of one must not hold up the others. Other kinds have one. */
const kindOfSeveralTopics: OutboxKind = "hit";
const asideAtMost = 1_000;

/** Where refused rows rest, are parked and are reported; `random` is 0..1. */
export interface RefusalDeps {
  readonly marks: RowMarks;
  readonly rows: Rows;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  readonly random: () => number;
}

/** Rows that were turned down, and topics on which nothing passes. */
export class Refusals {
  private readonly resting = new Map<number, Resting>();
  /** Passes on its topic when a row was first refused. */
  private readonly firstRefused = new Map<number, number>();
  private readonly topics = new Map<string, TopicState>();

  constructor(private readonly deps: RefusalDeps) {}

  /** The broker (or the receiver) turned a row down, or had no subscriber to pass it to; `code` is the MQTT reason code. The row is never lost. */
  refused(item: OutboxItem, code: number, reason: string): void {
    const state = this.stateOf(item.topic);
    const words = reasonText(code);
    const why = reason ? `${words}: ${reason}` : words;
    const passesAtFirst = this.firstRefused.get(item.seq) ?? state.passes;
    this.firstRefused.set(item.seq, passesAtFirst);
    const others = state.passes > passesAtFirst;
    const parks = others && !notTheRow.has(code) && item.attempts + 1 >= parkAfter;
    this.rest(item);
    if (this.deps.marks.refused(item.seq, why, parks) && parks) return this.park(item, why);
    if (state.passes === state.passesThen || state.probing) this.pause(item, state, { code, why });
    state.passesThen = state.passes;
  }

  passed(item: OutboxItem): void {
    const state = this.stateOf(item.topic);
    state.passes++;
    this.firstRefused.delete(item.seq);
    if (!state.probing) return;
    state.probing = false;
    state.isUnheard = false;
    state.backoff.reset();
    this.deps.faults.clear("BROKER_REFUSED", item.topic);
    this.deps.faults.clear("NOBODY_SUBSCRIBED", item.topic);
  }

  /** Takes a row that was taken from `rows` out of the way of the other topics of its kind. False when there are none. */
  setAside(item: OutboxItem): boolean {
    if (item.kind !== kindOfSeveralTopics || this.resting.size >= asideAtMost) return false;
    const { pausedUntilNs } = this.stateOf(item.topic);
    const soonNs = this.later(restMs);
    this.deps.rows.hold(item);
    this.resting.set(item.seq, { item, untilNs: pausedUntilNs > soonNs ? pausedUntilNs : soonNs });
    return true;
  }

  /** How many rows may be in flight on a topic: none while it pauses, one to try again after that. */
  allowance(topic: string): number {
    const state = this.stateOf(topic);
    if (!state.probing) return Number.POSITIVE_INFINITY;
    return this.deps.clock.monoNs() < state.pausedUntilNs ? 0 : 1;
  }

  /** The receiver is there again: what nobody was subscribed to is tried at once. */
  tryAgain(): void {
    const now = this.deps.clock.monoNs();
    const unheard = [...this.topics.values()].filter(({ isUnheard }) => isUnheard);
    for (const state of unheard) {
      state.pausedUntilNs = now;
      state.backoff.reset();
    }
    for (const [seq, { item }] of this.resting)
      if (this.stateOf(item.topic).isUnheard) this.resting.set(seq, { item, untilNs: now });
  }

  /** Hands back rows that have rested enough. */
  tick(): void {
    for (const [seq, { item, untilNs }] of this.resting) {
      if (this.deps.clock.monoNs() < untilNs) continue;
      this.resting.delete(seq);
      this.deps.rows.release(item, true);
    }
  }

  private stateOf(topic: string): TopicState {
    const known = this.topics.get(topic) ?? newState(this.deps.random);
    this.topics.set(topic, known);
    return known;
  }

  private later(ms: number): bigint {
    return this.deps.clock.monoNs() + nsOf(ms);
  }

  private rest(item: OutboxItem): void {
    const restsMs = Math.min(restAtMostMs, restMs * 2 ** Math.min(item.attempts, 20));
    this.deps.rows.hold(item);
    this.resting.set(item.seq, { item, untilNs: this.later(restsMs) });
  }

  private pause(
    { topic }: OutboxItem,
    state: TopicState,
    { code, why }: { readonly code: number; readonly why: string },
  ): void {
    if (this.deps.clock.monoNs() < state.pausedUntilNs) return;
    state.pausedUntilNs = this.later(state.backoff.next());
    state.probing = true;
    const unheard = code === noSubscribers;
    state.isUnheard = unheard;
    this.deps.faults.clear(unheard ? "BROKER_REFUSED" : "NOBODY_SUBSCRIBED", topic);
    this.deps.faults.raise({
      code: unheard ? "NOBODY_SUBSCRIBED" : "BROKER_REFUSED",
      subject: topic,
      severity: topic.startsWith("hits") ? "critical" : "warning",
      text: unheard
        ? `nobody is subscribed to the unit's topic ${topic}: the broker takes its messages and drops them`
        : `messages on the topic ${topic} are refused: ${why}`,
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

function newState(random: () => number): TopicState {
  const backoff = createBackoff({ firstMs: restMs, maxMs: restAtMostMs, jitter: 0.5 }, random);
  return { backoff, passes: 0, passesThen: -1, pausedUntilNs: 0n, probing: false, isUnheard: false };
}
