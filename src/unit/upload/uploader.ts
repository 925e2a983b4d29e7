// The uplink as a service: connects, hands the connection to a sender, and connects again with growing delays.
import { createBackoff } from "../../shared/platform/backoff.js";
import { nsOf } from "../../shared/domain/elapsed.js";
import type { Service } from "../../shared/domain/ports.js";
import type { OutboxCounts } from "../core/ports.js";
import type { Millis } from "../../shared/domain/types.js";
import { Connection } from "./connection.js";
import { Cuts } from "./cuts.js";
import { openMqtt, type MqttConnection, type SessionEnd } from "./mqtt.js";
import type { MqttSettings } from "./mqtt-options.js";
import { uplinkFault } from "./reasons.js";
import { checkSecrets, withoutNewline, type UploadSecrets } from "./secrets.js";
import { statusNow } from "./status.js";
import { TakeOvers } from "./take-over.js";
import { createUplink, type MessageHandler, type Uplink, type UploaderDeps } from "./uplink.js";
import { errorText } from "../../shared/domain/error-text.js";

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
/** A connection that lived this long was a good one: the next delay starts small again. */
const goodMs = 10_000;

/** Sends the outbox to the broker, at least once each, and never forgets a row without a success code. */
export function createUploader(deps: UploaderDeps): Uploader {
  return new MqttUploader(deps);
}

class MqttUploader implements Uploader {
  readonly name = "upload";
  private readonly broker: string;
  private readonly clientId: string;
  private readonly uplink: Uplink;
  private connection: Connection | null = null;
  private state: UploadStatus["state"] = "stopped";
  private connectedSince: Millis | null = null;
  private connections = 0;
  private lastFault: string | null = null;
  private readonly cuts: Cuts;
  private readonly takeOvers: TakeOvers;
  /** The broker keeps retained messages, as far as we know. */
  private retains = true;

  constructor(private readonly deps: UploaderDeps) {
    const { config, unit } = deps;
    this.broker = new URL(config.url).host;
    this.clientId = `tagwatch-${unit.id}`;
    this.takeOvers = new TakeOvers(deps, this.clientId);
    this.uplink = createUplink(deps, () => this.connection?.address ?? null);
    this.cuts = new Cuts(this.uplink);
  }

  onMessage(suffix: string, handler: MessageHandler): void {
    this.uplink.handlers.set(suffix, handler);
  }

  wake(): void {
    this.uplink.rows.wake();
    this.connection?.sender.wake();
  }

  status(): UploadStatus {
    const { deliveries, metered } = this.uplink;
    return {
      state: this.state,
      connectedSince: this.connectedSince,
      connections: this.connections,
      inFlight: this.connection?.sender.flights.count ?? 0,
      awaitingReceipt: deliveries.waiting,
      delivered: deliveries.delivered,
      badReceipts: deliveries.badReceipts,
      lastFault: this.lastFault,
      metered: metered(),
      outbox: this.deps.outbox.counts(),
    };
  }

  async run(signal: AbortSignal): Promise<void> {
    const { config, clock, random } = this.deps;
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
        topic: `${this.uplink.topicBase}status`,
        payload: statusNow(this.deps, "offline", "connection lost"),
        delayMs: willDelayMs,
        retain: this.retains,
      },
    };
  }

  private async serve(session: MqttConnection, signal: AbortSignal): Promise<void> {
    const connection = new Connection(session, this.uplink, () => this.works());
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
    const unanswered = this.cuts.seen(code, sender);
    if (code === sessionTakenOver) return this.takeOvers.seen();
    if (code === null && !error && !unanswered) this.takeOvers.cut();
    // A network that went away is expected and retried; what the broker or the unit found wrong is reported at once.
    const told = code !== null || (error && !("code" in error));
    if (told) this.failed(Object.assign(error ?? new Error(), code === null ? {} : { code }));
    else this.deps.log.warn("the connection to the broker was lost", { broker: this.broker });
  }

  private failed(error: unknown): void {
    const { code, message } = error as { readonly code?: unknown; readonly message: string };
    const fault = uplinkFault(this.broker, code, message);
    if (this.lastFault !== fault.text) this.deps.log.warn("no uplink", { reason: fault.text });
    this.lastFault = fault.text;
    this.deps.faults.raise({ ...fault, subject: this.broker, severity: "warning" });
  }
}
