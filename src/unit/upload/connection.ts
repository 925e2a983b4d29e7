// One connection from CONNACK to its end: status, subscriptions, sending, housekeeping, leave-taking.
import type { UploadConfig } from "../config/schema.js";
import type { Clock, Faults, Log } from "../../shared/domain/ports.js";
import type { Outbox } from "../core/ports.js";
import type { PictureSource } from "../core/evidence-queries.js";
import type { Millis, UnitRef } from "../../shared/domain/types.js";
import type { OutboxItem } from "../core/outbox.js";
import type { ChunkSize } from "../../shared/protocol/chunks.js";
import type { Deliveries } from "./deliveries.js";
import type { StatusMessage } from "../../shared/protocol/message-schemas.js";
import type { MqttConnection, SessionEnd } from "./mqtt.js";
import type { SendRate } from "./rate.js";
import type { Refusals } from "./refusals.js";
import type { Rows } from "./rows.js";
import { Sender } from "./sender.js";
import { statusMessage } from "./status.js";
import { errorText } from "../../shared/domain/error-text.js";
import { nsOf } from "../../shared/domain/elapsed.js";

/** Takes a message that came for this unit. What it throws is logged. */
export type MessageHandler = (payload: Uint8Array) => void;

/** What outlives a connection. */
export interface UplinkDeps {
  readonly config: UploadConfig;
  readonly unit: UnitRef;
  readonly version: string;
  readonly outbox: Outbox;
  readonly pictures: PictureSource;
  readonly clock: Clock;
  /** UTC that no step of the clock moves. */
  readonly utc: () => Millis;
  readonly log: Log;
  readonly faults: Faults;
  /** The evidence chain's end, so that the other side holds it too; null without one worth keeping. */
  readonly head?: () => { readonly seq: number; readonly hash: string } | null;
  readonly topicBase: string;
  readonly rows: Rows;
  readonly refusals: Refusals;
  readonly deliveries: Deliveries;
  readonly rate: SendRate;
  readonly metered: () => boolean;
  readonly chunkSize: ChunkSize;
  /** Messages in flight at most, now. */
  readonly window: () => number;
  /** The broker answered a message of this row. */
  readonly onAnswer: (item: OutboxItem) => void;
  readonly handlers: ReadonlyMap<string, MessageHandler>;
}

const tickMs = 100;
/** Rows may also be added or released by someone who does not wake it. */
const lookMs = 2_000;
const flushMs = 2_000;

/** The retained status; the last will carries no health. */
export function statusBody(
  parts: UplinkDeps,
  state: StatusMessage["state"],
  reason: StatusMessage["reason"],
): Buffer {
  const { unit, version, clock, faults, outbox } = parts;
  const health = { faults: faults.list(), counts: outbox.counts(), head: parts.head?.() ?? null };
  const at = clock.now();
  return statusMessage({ unit, version, at, state, reason, ...(state === "online" ? { health } : {}) });
}

/** `onAnswer` is called when the broker has answered after CONNACK: the connection works. */
export class Connection {
  readonly sender: Sender;
  private broken: { readonly error: unknown } | null = null;

  constructor(
    private readonly session: MqttConnection,
    private readonly parts: UplinkDeps,
    private readonly onAnswer: () => void,
  ) {
    const onBroken = (error: unknown): void => {
      this.broken ??= { error };
      session.destroy();
    };
    this.sender = new Sender({ ...parts, session, onBroken });
  }

  /** Resolves when the connection is over; null when it was ended because `signal` aborted. Throws what the outbox threw. */
  async run(signal: AbortSignal): Promise<SessionEnd | null> {
    const ended = new AbortController();
    let end: SessionEnd = { code: null, error: null };
    void this.session.ended.then((how) => {
      end = how;
      ended.abort();
    });
    try {
      this.listen();
      const silent = await this.work(AbortSignal.any([signal, ended.signal]));
      if (this.broken) throw this.broken.error;
      if (silent) return { code: null, error: new Error("it takes messages but confirms none") };
      if (ended.signal.aborted) return end;
      await this.finish(ended.signal);
      return null;
    } finally {
      this.session.destroy();
      this.parts.deliveries.flush();
    }
  }

  get address(): string | null {
    return this.session.address;
  }

  private publishStatus(state: StatusMessage["state"], reason: StatusMessage["reason"]): void {
    const payload = statusBody(this.parts, state, reason);
    const topic = `${this.parts.topicBase}status`;
    this.session.publish({ topic, payload, retain: this.session.retainAvailable, text: true }, this.onAnswer);
  }

  private listen(): void {
    const { topicBase, handlers, log } = this.parts;
    this.session.onMessage((topic, payload) => {
      try {
        handlers.get(topic.slice(topicBase.length))?.(payload);
      } catch (error) {
        log.warn("a message for this unit was not understood", { topic, reason: errorText(error) });
      }
    });
    this.session.subscribe([...handlers.keys()].map((suffix) => topicBase + suffix));
  }

  private keepHouse(): void {
    this.parts.deliveries.tick();
    this.parts.refusals.tick();
    this.sender.wake();
  }

  /** Until `over` aborts or the broker stops answering; true in the latter case. */
  private async work(over: AbortSignal): Promise<boolean> {
    const { clock, config, rows } = this.parts;
    const lookEvery = createTimer(lookMs, clock);
    const statusEvery = createTimer(config.statusEvery, clock);
    rows.rewind();
    this.publishStatus("online", "running");
    while (!over.aborted) {
      if (lookEvery()) rows.rewind();
      if (statusEvery()) this.publishStatus("online", "running");
      this.keepHouse();
      if (this.sender.oldestMs() > config.ackTimeout) return true;
      await clock.sleep(tickMs, over);
    }
    return false;
  }

  /** Tries to deliver what waits, but pictures, for two seconds; then takes leave. */
  private async finish(ended: AbortSignal): Promise<void> {
    const { clock, rows } = this.parts;
    const untilNs = clock.monoNs() + nsOf(flushMs);
    this.sender.hurry();
    rows.wake();
    this.keepHouse();
    while (this.sender.inFlight > 0 && clock.monoNs() < untilNs && !ended.aborted) {
      await clock.sleep(20, ended);
      this.keepHouse();
    }
    if (ended.aborted) return;
    this.publishStatus("offline", "stopped");
    await Promise.race([this.session.end(), clock.sleep(500)]);
  }
}

/** True once per `everyMs`. */
function createTimer(everyMs: number, clock: Clock): () => boolean {
  let dueNs = clock.monoNs() + nsOf(everyMs);
  return () => {
    const now = clock.monoNs();
    if (now < dueNs) return false;
    dueNs = now + nsOf(everyMs);
    return true;
  };
}
