import { isPictureKind, type OutboxItem, type OutboxKind } from "../core/outbox.js";
import { msSince } from "../../shared/domain/elapsed.js";
import type { Clock } from "../../shared/domain/ports.js";

/** A message on its way, unanswered; `bytes` is the length of its payload. */
export interface Flight {
  readonly item: OutboxItem;
  readonly bytes: number;
  readonly sentNs: bigint;
}

/** The messages of one connection that the broker has not answered, oldest first. */
export class Flights {
  private readonly flights = new Set<Flight>();
  private readonly perTopic = new Map<string, number>();
  private readonly answeredKinds = new Set<OutboxKind>();

  constructor(private readonly clock: Clock) {}

  get count(): number {
    return this.flights.size;
  }

  /** A message goes out. */
  begin(item: OutboxItem, bytes: number): Flight {
    const flight: Flight = { item, bytes, sentNs: this.clock.monoNs() };
    this.flights.add(flight);
    this.perTopic.set(item.topic, this.onTopic(item.topic) + 1);
    return flight;
  }

  /** Its answer came; returns the milliseconds it took. */
  end(flight: Flight): number {
    this.flights.delete(flight);
    this.answeredKinds.add(flight.item.kind);
    this.perTopic.set(flight.item.topic, this.onTopic(flight.item.topic) - 1);
    return msSince(this.clock, flight.sentNs);
  }

  onTopic(topic: string): number {
    return this.perTopic.get(topic) ?? 0;
  }

  /** Age of the oldest unanswered message. */
  oldestMs(): number {
    const [oldest] = this.flights;
    return oldest ? msSince(this.clock, oldest.sentNs) : 0;
  }

  all(): readonly Flight[] {
    return [...this.flights];
  }

  /** Whether any message of this kind was answered on this connection. */
  hasAnswered(kind: OutboxKind): boolean {
    return this.answeredKinds.has(kind);
  }

  /** The connection is over. Returns the messages, but for pieces of pictures. */
  clear(): readonly OutboxItem[] {
    const items = [...this.flights].map(({ item }) => item).filter(({ kind }) => !isPictureKind(kind));
    this.flights.clear();
    return items;
  }
}
