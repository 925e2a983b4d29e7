// One connection from CONNACK to its end: status, subscriptions, sending, housekeeping, leave-taking.
import type { UploadConfig } from "../config/schema.js";
import type { Clock, Faults, Log, Outbox, PictureSource } from "../core/ports.js";
import type { UnitRef } from "../core/types.js";
import type { Deliveries } from "./deliveries.js";
import type { StatusMessage } from "./message-schemas.js";
import type { Session, SessionEnd } from "./mqtt.js";
import type { Rate } from "./rate.js";
import type { Refusals } from "./refusals.js";
import type { Rows } from "./rows.js";
import { createSender, type Sender } from "./sender.js";
import { statusMessage } from "./status.js";

/** Takes a message that came for this unit. What it throws is logged. */
export type MessageHandler = (payload: Uint8Array) => void;

/** What outlives a connection. */
export interface Parts {
  readonly config: UploadConfig;
  readonly unit: UnitRef;
  readonly version: string;
  readonly outbox: Outbox;
  readonly pictures: PictureSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  readonly topicBase: string;
  readonly rows: Rows;
  readonly refusals: Refusals;
  readonly deliveries: Deliveries;
  readonly rate: Rate;
  readonly metered: () => boolean;
  /** Messages in flight at most, now. */
  readonly window: () => number;
  readonly handlers: ReadonlyMap<string, MessageHandler>;
}

export interface Connection {
  readonly sender: Sender;
  /** Resolves when the connection is over; null when it was ended because `signal` aborted. */
  run(signal: AbortSignal): Promise<SessionEnd | null>;
}

const tickMs = 100;
/** Rows may also be added by someone who does not kick. */
const lookMs = 2_000;
const flushMs = 2_000;

/** The retained status; the last will carries no health. */
export function statusBody(
  parts: Parts,
  state: StatusMessage["state"],
  reason: StatusMessage["reason"],
): Buffer {
  const { unit, version, clock, faults, outbox } = parts;
  const health = { faults: faults.list(), counts: outbox.counts() };
  const at = clock.now();
  return statusMessage({ unit, version, at, state, reason, ...(state === "online" ? { health } : {}) });
}

/** `onAnswer` is called when the broker has answered for the first time after CONNACK: the connection works. */
export function createConnection(session: Session, parts: Parts, onAnswer: () => void): Connection {
  const { clock, log, topicBase } = parts;
  const sender = createSender({ ...parts, session, chunkSize: parts.config.chunkSize });

  function publishStatus(state: StatusMessage["state"], reason: StatusMessage["reason"]): void {
    const payload = statusBody(parts, state, reason);
    session.publish({ topic: `${topicBase}status`, payload, retain: true, text: true }, onAnswer);
  }

  function listen(): void {
    session.onMessage((topic, payload) => {
      try {
        parts.handlers.get(topic.slice(topicBase.length))?.(payload);
      } catch (error) {
        log.warn("a message for this unit was not understood", { topic, reason: String(error) });
      }
    });
    session.subscribe([...parts.handlers.keys()].map((suffix) => topicBase + suffix));
  }

  function keepHouse(): void {
    parts.deliveries.tick();
    parts.refusals.tick();
    sender.pump();
  }

  /** Until `over` aborts or the broker stops answering; true in the latter case. */
  async function work(over: AbortSignal): Promise<boolean> {
    const lookEvery = createTimer(lookMs, clock);
    const statusEvery = createTimer(parts.config.statusEvery, clock);
    publishStatus("online", "running");
    while (!over.aborted) {
      if (lookEvery()) parts.rows.wake();
      if (statusEvery()) publishStatus("online", "running");
      keepHouse();
      if (sender.oldestMs() > parts.config.ackTimeout) return true;
      await clock.sleep(tickMs, over);
    }
    return false;
  }

  /** Tries to deliver what waits, but pictures, for two seconds; then takes leave. */
  async function finish(ended: AbortSignal): Promise<void> {
    const untilNs = clock.monoNs() + BigInt(flushMs) * 1_000_000n;
    sender.hurry();
    parts.rows.wake();
    keepHouse();
    while (sender.inFlight > 0 && clock.monoNs() < untilNs && !ended.aborted) {
      await clock.sleep(20, ended);
      keepHouse();
    }
    if (ended.aborted) return;
    publishStatus("offline", "stopped");
    await Promise.race([session.end(), clock.sleep(500)]);
  }

  async function run(signal: AbortSignal): Promise<SessionEnd | null> {
    const ended = new AbortController();
    let end: SessionEnd = { code: null, error: null };
    void session.ended.then((how) => {
      end = how;
      ended.abort();
    });
    listen();
    const silent = await work(AbortSignal.any([signal, ended.signal]));
    if (silent) return { code: null, error: new Error("it takes messages but confirms none") };
    if (ended.signal.aborted) return end;
    await finish(ended.signal);
    return null;
  }

  return {
    sender,
    async run(signal) {
      try {
        return await run(signal);
      } finally {
        parts.deliveries.flush();
        session.destroy();
      }
    },
  };
}

/** True once per `everyMs`. */
function createTimer(everyMs: number, clock: Clock): () => boolean {
  let dueNs = clock.monoNs() + BigInt(everyMs) * 1_000_000n;
  return () => {
    const now = clock.monoNs();
    if (now < dueNs) return false;
    dueNs = now + BigInt(everyMs) * 1_000_000n;
    return true;
  };
}
