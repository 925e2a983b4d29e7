// The uplink as a service: connects, hands the connection to a sender, and connects again with growing delays.
import type { UploadConfig } from "../config/schema.js";
import { createBackoff } from "../../shared/platform/backoff.js";
import { steadyUtc, nsOf } from "../../shared/domain/elapsed.js";
import type { Clock, Faults, Log, Service } from "../../shared/domain/ports.js";
import type { Outbox, OutboxCounts } from "../core/ports.js";
import type { PictureSource } from "../core/evidence-queries.js";
import type { Millis, UnitRef } from "../../shared/domain/types.js";
import type { OutboxItem } from "../core/outbox.js";
import { Connection, statusBody, type MessageHandler, type UplinkDeps } from "./connection.js";
import { ChunkSize, leastChunk, wordlessLeast } from "../../shared/protocol/chunks.js";
import { Deliveries, tellVerified, type TimeTaker } from "./deliveries.js";
import { createMetered } from "./metered.js";
import { openMqtt, type MqttConnection, type SessionEnd } from "./mqtt.js";
import type { MqttSettings } from "./mqtt-options.js";
import { createSendRate } from "./rate.js";
import { uplinkFault } from "./reasons.js";
import { Refusals } from "./refusals.js";
import { createRows } from "./rows.js";
import { checkSecrets, withoutNewline, type UploadSecrets } from "./secrets.js";
import { createSuspects, type Suspects } from "./suspects.js";
import { createTakeOvers, type TakeOvers } from "./take-over.js";
import { errorText } from "../../shared/domain/error-text.js";

/** What the uploader needs of the daemon. The status message tells `head`, the evidence chain's end, and Tagwatch's `version`. */
export interface UploaderDeps extends TimeTaker {
  readonly config: UploadConfig;
  /** Read at each attempt to connect; what it throws is the fault UPLINK_FILES, and nothing is sent meanwhile. */
  readonly secrets: () => UploadSecrets;
  readonly unit: UnitRef;
  readonly head?: UplinkDeps["head"];
  readonly version: string;
  readonly outbox: Outbox;
  readonly pictures: PictureSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  /** 0..1, for jitter; Math.random when left out. */
  readonly random?: () => number;
}

/** How the uplink fares; counts are since the daemon began. `lastFault` is in an operator's words. */
export interface UploadStatus {
  readonly state: "connected" | "connecting" | "stopped";
  readonly connectedSince: Millis | null;
  readonly connections: number;
  readonly inFlight: number;
  /** Rows the broker took and the receiver has not confirmed (confirm: receiver). */
  readonly awaitingReceipt: number;
  readonly delivered: number;
  readonly badReceipts: number;
  readonly lastFault: string | null;
  readonly metered: boolean;
  readonly outbox: OutboxCounts;
}

/** Runs until aborted; a broker that cannot be reached is a fault, not an end. */
export interface Uploader extends Service {
  /** New rows wait. */
  wake(): void;
  status(): UploadStatus;
  /** Handler of messages on `<prefix>/<unit>/<suffix>`, e.g. `hotlist`. Call it before `run`. */
  onMessage(suffix: string, handler: MessageHandler): void;
}

const connectTimeoutMs = 15_000;
const willDelayMs = 15_000;
const sessionTakenOver = 0x8e;
const retainNotSupported = 0x9a;
/** A connection that lived so long was a good one: the next delay starts small again. */
const goodMs = 10_000;
/** So many connections in a row, cut without a word over the same kind of message, are no longer ordinary losses of the network. */
const silentCutsAtMost = 2;
/** DISCONNECT codes that may be the fault of one message: malformed, protocol, topic, alias, size, format, implementation. */
const messageFaults: ReadonlySet<number> = new Set([0x80, 0x81, 0x82, 0x83, 0x90, 0x94, 0x95, 0x99]);

/** Sends the outbox to the broker, at least once each, and never forgets a row without a success code. */
export function createUploader(deps: UploaderDeps): Uploader {
  return new MqttUploader(deps);
}

class MqttUploader implements Uploader {
  readonly name = "upload";
  private readonly broker: string;
  private readonly clientId: string;
  private readonly parts: UplinkDeps;
  private readonly handlers = new Map<string, MessageHandler>();
  private connection: Connection | null = null;
  private state: UploadStatus["state"] = "stopped";
  private connectedSince: Millis | null = null;
  private connections = 0;
  private lastFault: string | null = null;
  /** While one of these rows waits for an answer all go one by one, because one of them may have killed the last connection. */
  private readonly suspects: Suspects;
  private readonly takeOvers: TakeOvers;
  /** The broker keeps retained messages, as far as we know. */
  private retains = true;
  /** Connections in a row that were cut without a reason code while a kind of message was under way that none answered. */
  private silentCuts = 0;

  constructor(private readonly deps: UploaderDeps) {
    const { config, unit, outbox, clock, random = Math.random } = deps;
    this.broker = new URL(config.url).host;
    this.clientId = `tagwatch-${unit.id}`;
    this.suspects = createSuspects(clock);
    this.takeOvers = createTakeOvers(deps, this.clientId, random);
    const rows = createRows(outbox);
    const refusals = new Refusals({ ...deps, rows, random });
    const deliveries = new Deliveries({
      ...deps,
      rows,
      random,
      refusals,
      confirm: config.confirm,
      receiptTimeoutMs: config.receiptTimeout,
      told: (time) => tellVerified(deps, { ...time, address: this.connection?.address ?? null }),
    });
    this.handlers.set("receipts", (payload) => deliveries.receipt(payload));
    this.parts = {
      ...deps,
      utc: steadyUtc(clock),
      topicBase: `${config.prefix}/${unit.id}/`,
      rows,
      refusals,
      deliveries,
      rate: createSendRate(config.maxRate, clock),
      metered: createMetered(config.metered, clock),
      window: () => (this.suspects.any() ? 1 : config.window),
      onAnswer: (item) => this.suspects.clear(item.seq),
      chunkSize: new ChunkSize(config.chunkSize),
      handlers: this.handlers,
    };
  }

  onMessage(suffix: string, handler: MessageHandler): void {
    this.handlers.set(suffix, handler);
  }

  wake(): void {
    this.parts.rows.wake();
    this.connection?.sender.wake();
  }

  status(): UploadStatus {
    const { deliveries, metered } = this.parts;
    return {
      state: this.state,
      connectedSince: this.connectedSince,
      connections: this.connections,
      inFlight: this.connection?.sender.inFlight ?? 0,
      awaitingReceipt: deliveries.waiting,
      delivered: deliveries.delivered,
      badReceipts: deliveries.badReceipts,
      lastFault: this.lastFault,
      metered: metered(),
      outbox: this.deps.outbox.counts(),
    };
  }

  async run(signal: AbortSignal): Promise<void> {
    const { config, clock, random = Math.random } = this.deps;
    const backoff = createBackoff({ firstMs: 500, maxMs: config.retryAtMost, jitter: 0.5 }, random);
    while (!signal.aborted) {
      this.state = "connecting";
      const session = await this.connect(signal);
      const since = clock.monoNs();
      if (session) await this.serve(session, signal);
      if (clock.monoNs() - since > nsOf(goodMs)) backoff.reset();
      await clock.sleep(Math.max(backoff.next(), this.takeOvers.waitMs()), signal);
    }
    this.state = "stopped";
  }

  private async connect(signal: AbortSignal): Promise<MqttConnection | null> {
    const secrets = this.readSecrets();
    if (!secrets) return null;
    try {
      return await openMqtt(this.sessionOptions(secrets), signal);
    } catch (error) {
      // A broker without retained messages refuses even the last will of the status: it is asked again without.
      if (this.retains && (error as { readonly code?: unknown }).code === retainNotSupported)
        this.retained(false);
      else if (!signal.aborted) this.failed(error);
      return null;
    }
  }

  private retained(available: boolean): void {
    this.retains = available;
    if (available) return this.deps.faults.clear("BROKER_NO_RETAIN", this.broker);
    this.deps.faults.raise({
      code: "BROKER_NO_RETAIN",
      subject: this.broker,
      severity: "warning",
      text: `broker ${this.broker} keeps no retained messages: the unit's status is sent, but not kept`,
    });
  }

  /** Null, with a fault, while one of the files is no use: without what proves the broker there is no connection. */
  private readSecrets(): UploadSecrets | null {
    const { secrets, faults } = this.deps;
    try {
      const read = secrets();
      checkSecrets(read);
      faults.clear("UPLINK_FILES", "upload");
      return read;
    } catch (error) {
      const text = errorText(error);
      faults.raise({ code: "UPLINK_FILES", subject: "upload", severity: "critical", text });
      return null;
    }
  }

  private sessionOptions(secrets: UploadSecrets): MqttSettings {
    const { config } = this.deps;
    return {
      ...secrets,
      ...(secrets.password ? { password: withoutNewline(secrets.password) } : {}),
      url: config.url,
      clientId: this.clientId,
      ...(config.username === undefined ? {} : { username: config.username }),
      ...(config.alpn ? { alpn: config.alpn } : {}),
      keepaliveMs: config.keepalive,
      sessionExpiryMs: config.sessionExpiry,
      connectTimeoutMs,
      will: {
        topic: `${this.parts.topicBase}status`,
        payload: statusBody(this.parts, "offline", "connection lost"),
        delayMs: willDelayMs,
        retain: this.retains,
      },
    };
  }

  private async serve(session: MqttConnection, signal: AbortSignal): Promise<void> {
    const connection = new Connection(session, this.parts, () => this.works());
    this.connection = connection;
    this.state = "connected";
    this.connectedSince = this.deps.clock.now();
    this.connections++;
    if (session.retainAvailable !== this.retains) this.retained(session.retainAvailable);
    this.deps.log.info("connected to the broker", { broker: this.broker });
    try {
      const end = await connection.run(signal);
      if (end) this.lost(end, connection);
    } finally {
      this.connection = null;
      this.connectedSince = null;
      connection.sender.close();
    }
  }

  private works(): void {
    this.lastFault = null;
    this.takeOvers.works();
    this.deps.faults.clear("BROKER_DOWN", this.broker);
    this.deps.faults.clear("BROKER_REFUSED", this.broker);
  }

  private lost({ code, error }: SessionEnd, { sender }: Connection): void {
    const suspects = sender.suspects();
    const unanswered = suspects.some(({ item }) => !sender.hasAnswered(item.kind));
    sender.close();
    this.silentCuts = code === null && unanswered ? this.silentCuts + 1 : 0;
    if (code === null ? this.silentCuts >= silentCutsAtMost : messageFaults.has(code)) {
      const [only] = suspects;
      if (only && suspects.length === 1) this.blame(only.item, only.bytes, code);
      this.suspects.add(suspects.map(({ item }) => item.seq));
    }
    if (code === sessionTakenOver) return this.takeOvers.seen();
    if (code === null && !error && !unanswered) this.takeOvers.cut();
    // A network that went away is expected and retried; what the broker or the unit found wrong is reported at once.
    const told = code !== null || (error && !("code" in error));
    if (told) this.failed(Object.assign(error ?? new Error(), code === null ? {} : { code }));
    else this.deps.log.warn("the connection to the broker was lost", { broker: this.broker });
  }

  /**
   * The only message in flight when the connection was cut: a piece of a picture gets smaller, another row is refused,
   * unless nobody gave a reason (`code` null): then it may have been the network.
   */
  private blame(item: OutboxItem, bytes: number, code: number | null): void {
    const { chunkSize } = this.parts;
    const tooLarge = Math.min(bytes, chunkSize.now);
    if (
      item.pictureId !== undefined &&
      chunkSize.shrink(tooLarge, code === null ? wordlessLeast : leastChunk)
    )
      return;
    if (code !== null) this.parts.refusals.refused(item, code, "the broker cut the connection");
  }

  private failed(error: unknown): void {
    const { code, message } = error as { readonly code?: unknown; readonly message: string };
    const fault = uplinkFault(this.broker, code, message);
    if (this.lastFault !== fault.text) this.deps.log.warn("no uplink", { reason: fault.text });
    this.lastFault = fault.text;
    this.deps.faults.raise({ ...fault, subject: this.broker, severity: "warning" });
  }
}
