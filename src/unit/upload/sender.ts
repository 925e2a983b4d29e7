// One connection's sending: hits first, everything through one window, every answer back to its row.
import { outboxKinds, type OutboxItem, type OutboxKind } from "../core/outbox.js";
import type { Clock, Log } from "../../shared/domain/ports.js";
import type { Outbox } from "../core/ports.js";
import type { PictureSource } from "../core/evidence-queries.js";
import type { Millis } from "../../shared/domain/types.js";
import type { ChunkSize } from "../../shared/protocol/chunks.js";
import { compress, encoding } from "../../shared/protocol/compress.js";
import type { Deliveries } from "./deliveries.js";
import type { Publication, PublishResult, MqttConnection } from "./mqtt.js";
import { pictureTopic } from "./messages.js";
import { PictureFeed, type Chunk } from "./pictures.js";
import type { SendRate } from "./rate.js";
import type { Refusals } from "./refusals.js";
import type { Rows } from "./rows.js";
import { createWindow, type Window } from "./window.js";
import { msSince } from "../../shared/domain/elapsed.js";

/** What one connection sends, and with what restraint. */
export interface SenderDeps {
  readonly session: MqttConnection;
  /** `<prefix>/<unit>/` */
  readonly topicBase: string;
  /** Messages in flight we want; the broker's receive maximum may lower it. */
  readonly window: () => number;
  readonly onAnswer: (item: OutboxItem) => void;
  readonly chunkSize: ChunkSize;
  readonly rows: Rows;
  readonly outbox: Outbox;
  readonly pictures: PictureSource;
  readonly deliveries: Deliveries;
  readonly refusals: Refusals;
  readonly rate: SendRate;
  /** True while the link costs money: pictures without a hit wait. */
  readonly metered: () => boolean;
  readonly clock: Clock;
  /** UTC that no step of the clock moves: an alert must not expire because the clock jumped. */
  readonly utc: () => Millis;
  readonly log: Log;
  /** The outbox failed us (disk full, damage): the connection is of no use now. */
  readonly onBroken: (error: unknown) => void;
}

interface Flight {
  readonly item: OutboxItem;
  readonly bytes: number;
  readonly sentNs: bigint;
}

/** Topic, properties and packet headers around a payload. */
const envelopeBytes = 64;
const packetTooLarge = 0x95;
const isPicture = (kind: OutboxKind): boolean => kind === "picture" || kind === "hit-picture";
const isUrgent = (kind: OutboxKind): boolean => kind === "hit" || kind === "disposition";
const messageKinds = outboxKinds.filter((kind) => !isPicture(kind));

/** Sends over one connection until that ends: hits and verdicts first, then messages, then pictures. */
export class Sender {
  private readonly window: Window;
  private readonly feed: PictureFeed;
  private readonly payloadLimit: number;
  private readonly flights = new Set<Flight>();
  private readonly perTopic = new Map<string, number>();
  private readonly answeredKinds = new Set<OutboxKind>();
  private hurried = false;
  private closed = false;

  constructor(private readonly deps: SenderDeps) {
    const { session, topicBase, clock } = deps;
    this.window = createWindow(() => Math.min(deps.window(), session.receiveMaximum), clock);
    this.payloadLimit = session.maximumPacketSize - topicBase.length - envelopeBytes;
    this.feed = new PictureFeed({ ...deps, payloadLimit: this.payloadLimit, onLoaded: () => this.wake() });
  }

  get inFlight(): number {
    return this.flights.size;
  }

  /** Age of the oldest unanswered message. */
  oldestMs(): number {
    const [oldest] = this.flights;
    return oldest ? msSince(this.deps.clock, oldest.sentNs) : 0;
  }

  /** Rows in flight and the bytes of their messages, for telling which one killed a connection. */
  suspects(): readonly { readonly item: OutboxItem; readonly bytes: number }[] {
    return [...this.flights];
  }

  /** Whether any message of this kind was answered on this connection. */
  hasAnswered(kind: OutboxKind): boolean {
    return this.answeredKinds.has(kind);
  }

  /** Sends whatever may go now. Never throws: callers such as the intake must not fail because of it. */
  wake(): void {
    this.guard(() => {
      while (!this.closed) {
        if (messageKinds.some((kind) => this.sendOne(kind))) continue;
        if (this.hurried || !this.sendPicture()) return;
      }
    });
  }

  /** From now on only messages are sent; pictures stay. */
  hurry(): void {
    this.hurried = true;
  }

  /** What was not answered goes back. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const { item } of this.flights)
      if (!isPicture(item.kind) && this.deps.deliveries.abandoned(item)) this.deps.rows.release(item, true);
    this.flights.clear();
    this.feed.close();
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.deps.onBroken(error);
    }
  }

  private flying(topic: string): number {
    return this.perTopic.get(topic) ?? 0;
  }

  private mayFly(topic: string): boolean {
    return this.flying(topic) < this.deps.refusals.allowance(topic);
  }

  /** The first row of a kind whose topic is open. */
  private openHead(kind: OutboxKind): OutboxItem | null {
    const { rows, refusals } = this.deps;
    let head = rows.head(kind);
    while (head && !this.mayFly(head.topic)) {
      if (!refusals.setAside(head)) return null;
      rows.take(kind);
      head = rows.head(kind);
    }
    return head;
  }

  /** True when a message of this kind was sent or dropped, so that the walk begins again at the hits. */
  private sendOne(kind: OutboxKind): boolean {
    const { rows, rate, utc, log, deliveries } = this.deps;
    const head = this.openHead(kind);
    if (!head || !deliveries.admits(head.id, isUrgent(kind))) return false;
    if (!this.window.admits(head.body.length, isUrgent(kind))) return false;
    if (!isUrgent(kind) && !rate.admits()) return false;
    rows.take(kind);
    if (head.expiresAt !== undefined && head.expiresAt <= utc()) {
      log.info("an alert expired before it could be sent; its hit is kept", { id: head.id });
      deliveries.settled(head);
    } else this.sendMessage(head);
    return true;
  }

  private sendMessage(item: OutboxItem): void {
    const { deliveries, refusals, topicBase, utc } = this.deps;
    const packed = compress(item.body);
    const payload = packed ?? Buffer.from(item.body);
    if (payload.length > this.payloadLimit) {
      const sizes = `${String(payload.length)} bytes, the broker takes ${String(this.payloadLimit)}`;
      return refusals.refused(item, packetTooLarge, sizes);
    }
    deliveries.sending(item);
    const publication: Publication = {
      topic: topicBase + item.topic,
      payload,
      text: packed === null,
      ...(packed ? { encoding } : {}),
      ...(item.expiresAt === undefined ? {} : { expiryMs: item.expiresAt - utc() }),
    };
    this.fly(item, publication, ({ code, reason }) => {
      if (code === 0) deliveries.published(item);
      else if (deliveries.abandoned(item)) refusals.refused(item, code, reason);
    });
  }

  private sendPicture(): boolean {
    const { metered, rate, deliveries } = this.deps;
    if (deliveries.full) return false;
    const kinds: OutboxKind[] = metered() ? ["hit-picture"] : ["hit-picture", "picture"];
    if (!this.mayFly(pictureTopic) || !rate.admits() || !this.window.admits(this.feed.pieceBytes, false))
      return false;
    const chunk = this.feed.next(kinds);
    if (chunk) this.sendChunk(chunk);
    return chunk !== null;
  }

  private sendChunk(chunk: Chunk): void {
    const { item, payload } = chunk;
    const topic = this.deps.topicBase + item.topic;
    this.fly(item, { topic, payload, text: false }, ({ code, reason }) => {
      if (code === 0) this.feed.acknowledged(chunk);
      else this.feed.refused(chunk, code, reason);
    });
  }

  private fly(item: OutboxItem, publication: Publication, answered: (result: PublishResult) => void): void {
    const { session, rate, clock, onAnswer } = this.deps;
    const flight: Flight = { item, bytes: publication.payload.length, sentNs: clock.monoNs() };
    this.flights.add(flight);
    this.perTopic.set(item.topic, this.flying(item.topic) + 1);
    this.window.add(flight.bytes);
    rate.spend(flight.bytes + envelopeBytes);
    session.publish(publication, (result) => {
      if (this.closed) return;
      this.flights.delete(flight);
      this.answeredKinds.add(item.kind);
      onAnswer(item);
      this.perTopic.set(item.topic, this.flying(item.topic) - 1);
      this.window.done(flight.bytes, msSince(clock, flight.sentNs));
      this.guard(() => answered(result));
      this.wake();
    });
  }
}
