// One connection's sending: hits first, everything through one window, every answer back to its row.
import { outboxKinds, type OutboxItem, type OutboxKind } from "../core/records.js";
import type { Clock, Log, Outbox, PictureSource } from "../core/ports.js";
import { compress, encoding } from "./compress.js";
import type { Deliveries } from "./deliveries.js";
import type { Publication, PublishResult, Session } from "./mqtt.js";
import { createPictureFeed, type Chunk, type PictureFeed } from "./pictures.js";
import type { Rate } from "./rate.js";
import type { Refusals } from "./refusals.js";
import type { Rows } from "./rows.js";
import { createWindow } from "./window.js";

export interface SenderDeps {
  readonly session: Session;
  /** `<prefix>/<unit>/` */
  readonly topicBase: string;
  /** Messages in flight we want; the broker's receive maximum may lower it. */
  readonly window: () => number;
  readonly chunkSize: number;
  readonly rows: Rows;
  readonly outbox: Outbox;
  readonly pictures: PictureSource;
  readonly deliveries: Deliveries;
  readonly refusals: Refusals;
  readonly rate: Rate;
  /** True while the link costs money: pictures without a hit wait. */
  readonly metered: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Sender {
  /** Sends whatever may go now. */
  pump(): void;
  /** Sends only messages from now on; pictures stay. */
  hurry(): void;
  /** Age of the oldest unanswered message. */
  oldestMs(): number;
  readonly inFlight: number;
  /** Rows in flight, for telling which one killed a connection. */
  rowsInFlight(): readonly OutboxItem[];
  close(): void;
}

/** Topic, property and packet headers around a payload. */
const envelopeBytes = 64;
const packetTooLarge = 0x95;
const success = (code: number): boolean => code === 0 || code === 16;
const isPicture = (kind: OutboxKind): boolean => kind === "picture" || kind === "hit-picture";
const isUrgent = (kind: OutboxKind): boolean => kind === "hit" || kind === "disposition";

interface Flight {
  readonly item: OutboxItem;
  readonly bytes: number;
  readonly sentNs: bigint;
}

export function createSender(deps: SenderDeps): Sender {
  const { session, rows, deliveries, refusals, rate, clock, log } = deps;
  const window = createWindow(() => Math.min(deps.window(), session.receiveMaximum), clock);
  const flights = new Set<Flight>();
  const perKind = new Map<OutboxKind, number>();
  const payloadLimit = session.maximumPacketSize - deps.topicBase.length - envelopeBytes;
  let hurried = false;
  let closed = false;
  const feed: PictureFeed = createPictureFeed({ ...deps, payloadLimit, onLoaded: pump });

  function fly(item: OutboxItem, publication: Publication, answered: (result: PublishResult) => void): void {
    const flight: Flight = { item, bytes: publication.payload.length, sentNs: clock.monoNs() };
    flights.add(flight);
    perKind.set(item.kind, (perKind.get(item.kind) ?? 0) + 1);
    window.add(flight.bytes);
    rate.spend(flight.bytes + envelopeBytes);
    session.publish(publication, (result) => {
      if (closed) return;
      flights.delete(flight);
      perKind.set(item.kind, (perKind.get(item.kind) ?? 1) - 1);
      window.done(flight.bytes, Number(clock.monoNs() - flight.sentNs) / 1e6);
      answered(result);
      pump();
    });
  }

  function sendMessage(item: OutboxItem): void {
    const packed = compress(item.body);
    const payload = packed ?? Buffer.from(item.body);
    if (payload.length > payloadLimit) {
      return refusals.refused(
        item,
        packetTooLarge,
        `${String(payload.length)} bytes, the broker takes ${String(payloadLimit)}`,
      );
    }
    deliveries.sending(item);
    const publication: Publication = {
      topic: deps.topicBase + item.topic,
      payload,
      text: packed === null,
      ...(packed ? { encoding } : {}),
      ...(item.expiresAt === undefined ? {} : { expiryMs: item.expiresAt - clock.now() }),
    };
    fly(item, publication, ({ code, reason }) => {
      if (success(code)) return deliveries.published(item);
      deliveries.abandoned(item);
      refusals.refused(item, code, reason);
    });
  }

  function sendChunk(chunk: Chunk): void {
    const { item, payload } = chunk;
    fly(item, { topic: deps.topicBase + item.topic, payload, text: false }, ({ code, reason }) => {
      if (success(code)) feed.acknowledged(chunk);
      else feed.refused(chunk, code, reason);
    });
  }

  /** True when a message of this kind was sent or dropped, so that the walk begins again at the hits. */
  function sendOne(kind: OutboxKind): boolean {
    if ((perKind.get(kind) ?? 0) >= refusals.allowance(kind)) return false;
    const head = rows.head(kind);
    if (!head || !window.admits(head.body.length, isUrgent(kind))) return false;
    if (!isUrgent(kind) && !rate.admits()) return false;
    rows.take(kind);
    if (head.expiresAt !== undefined && head.expiresAt <= clock.now()) {
      log.info("an alert expired before it could be sent; its hit is kept", { id: head.id });
      deliveries.settled(head);
    } else sendMessage(head);
    return true;
  }

  function sendPicture(): boolean {
    const kinds: OutboxKind[] = deps.metered() ? ["hit-picture"] : ["hit-picture", "picture"];
    const open = kinds.filter((kind) => (perKind.get(kind) ?? 0) < refusals.allowance(kind));
    if (open.length === 0 || !rate.admits() || !window.admits(deps.chunkSize, false)) return false;
    const chunk = feed.next(open);
    if (chunk) sendChunk(chunk);
    return chunk !== null;
  }

  function pump(): void {
    const kinds = outboxKinds.filter((kind) => !isPicture(kind));
    while (!closed) {
      if (kinds.some(sendOne)) continue;
      if (hurried || !sendPicture()) return;
    }
  }

  return {
    pump,
    hurry() {
      hurried = true;
    },
    oldestMs() {
      const [oldest] = flights;
      return oldest ? Number(clock.monoNs() - oldest.sentNs) / 1e6 : 0;
    },
    get inFlight() {
      return flights.size;
    },
    rowsInFlight: () => [...flights].map((flight) => flight.item),
    close() {
      if (closed) return;
      closed = true;
      for (const { item } of flights) {
        if (isPicture(item.kind)) continue;
        deliveries.abandoned(item);
        rows.release(item, true);
      }
      flights.clear();
      feed.close();
    },
  };
}
