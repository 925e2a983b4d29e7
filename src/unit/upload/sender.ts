// One connection's sending: hits first, everything through one window, every answer back to its row.
import { isPictureKind, outboxKinds, type OutboxItem, type OutboxKind } from "../core/outbox.js";
import { compress, encoding } from "../../shared/protocol/compress.js";
import { Flights } from "./flights.js";
import { packetTooLarge, type MqttConnection, type Publication, type PublishResult } from "./mqtt.js";
import { pictureTopic } from "./messages.js";
import { PictureFeed, type Chunk } from "./pictures.js";
import type { Uplink } from "./uplink.js";
import { SendWindow } from "./window.js";

/** Topic, properties and packet headers around a payload. */
const envelopeBytes = 64;
const isUrgent = (kind: OutboxKind): boolean => kind === "hit" || kind === "disposition";
const messageKinds = outboxKinds.filter((kind) => !isPictureKind(kind));

/** Sends over one connection until that ends: hits and verdicts first, then messages, then pictures. */
export class Sender {
  readonly flights: Flights;
  private readonly window: SendWindow;
  private readonly feed: PictureFeed;
  private readonly payloadLimit: number;
  private hurried = false;
  private closed = false;

  /** `onBroken` is called when the outbox failed (disk full, damage): the connection is of no use then. */
  constructor(
    private readonly session: MqttConnection,
    private readonly uplink: Uplink,
    private readonly onBroken: (error: unknown) => void,
  ) {
    const { deps, suspects, topicBase } = uplink;
    const { config, clock } = deps;
    // One row at a time while one of them may have killed the last connection.
    const wanted = (): number => (suspects.any() ? 1 : config.window);
    this.flights = new Flights(clock);
    this.window = new SendWindow(() => Math.min(wanted(), session.receiveMaximum), clock);
    this.payloadLimit = session.maximumPacketSize - topicBase.length - envelopeBytes;
    this.feed = new PictureFeed(uplink, {
      payloadLimit: this.payloadLimit,
      onLoaded: () => this.wake(),
      onBroken,
    });
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
    const { deliveries, rows } = this.uplink;
    for (const item of this.flights.clear()) if (deliveries.abandoned(item)) rows.release(item, true);
    this.feed.close();
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.onBroken(error);
    }
  }

  private mayFly(topic: string): boolean {
    return this.flights.onTopic(topic) < this.uplink.refusals.allowance(topic);
  }

  /** The first row of a kind whose topic is open. */
  private openHead(kind: OutboxKind): OutboxItem | null {
    const { rows, refusals } = this.uplink;
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
    const { rows, rate, utc, deps, deliveries } = this.uplink;
    const head = this.openHead(kind);
    if (!head || !deliveries.admits(head.id, isUrgent(kind))) return false;
    if (!this.window.admits(head.body.length, isUrgent(kind))) return false;
    if (!isUrgent(kind) && !rate.admits()) return false;
    rows.take(kind);
    if (head.expiresAt !== undefined && head.expiresAt <= utc()) {
      deps.log.info("an alert expired before it could be sent; its hit is kept", { id: head.id });
      deliveries.settled(head);
    } else this.sendMessage(head);
    return true;
  }

  private sendMessage(item: OutboxItem): void {
    const { deliveries, refusals, topicBase, utc } = this.uplink;
    // What ordinary MQTT tools should be able to read is plain.
    const isPlain = item.kind === "fault" || !this.uplink.deps.config.compress;
    const packed = isPlain ? null : compress(item.body);
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
    const { metered, rate, deliveries } = this.uplink;
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
    const topic = this.uplink.topicBase + item.topic;
    this.fly(item, { topic, payload, text: false }, ({ code, reason }) => {
      if (code === 0) this.feed.acknowledged(chunk);
      else this.feed.refused(chunk, code, reason);
    });
  }

  private fly(item: OutboxItem, publication: Publication, answered: (result: PublishResult) => void): void {
    const { rate, suspects } = this.uplink;
    const flight = this.flights.begin(item, publication.payload.length);
    this.window.add(flight.bytes);
    rate.spend(flight.bytes + envelopeBytes);
    this.session.publish(publication, (result) => {
      if (this.closed) return;
      suspects.clear(item.seq);
      this.window.done(flight.bytes, this.flights.end(flight));
      this.guard(() => answered(result));
      this.wake();
    });
  }
}
