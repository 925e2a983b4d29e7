// One unit of a drill of the centre: sends messages, and sends again what has no receipt.
import { connect, type MqttClient } from "mqtt";
import { compress } from "../../../src/shared/protocol/compress.js";
import type { Receipt } from "../../../src/shared/protocol/message-schemas.js";
import type { CentreBroker } from "../../../test/kit/peers/centre-broker.js";

/** Sooner than units do, so that a round of a drill meets more of it. */
const resendMs = 8_000;
const mostAtOnce = 500;

interface Pending {
  readonly topic: string;
  readonly body: Buffer;
  readonly packed: boolean;
  sentAt: number;
  readonly firstAt: number;
}

/** What comes back from the centre. */
export interface UnitHears {
  /** A receipt, so many milliseconds after the first sending. */
  kept(id: string, afterMs: number): void;
  refused(id: string, reason: string): void;
  sentAgain(): void;
}

/** A unit at the broker. */
export interface DrillUnit {
  readonly name: string;
  /** Messages without a receipt. */
  waiting(): number;
  send(id: string, topic: string, plain: Uint8Array, mayPack?: boolean): void;
  resend(): void;
  stop(): Promise<void>;
}

/** Where units of a drill connect, and who makes their certificates. */
export type DrillBroker = Pick<CentreBroker, "url" | "identity">;

async function connectUnit(broker: DrillBroker, name: string): Promise<MqttClient> {
  const { ca, certificate: cert, key } = await broker.identity(name);
  const client = connect(broker.url, {
    ...{ ca, cert, key, protocolVersion: 5, clientId: name, clean: true },
    ...{ reconnectPeriod: 300, queueQoSZero: false, resubscribe: true },
  });
  client.on("error", () => undefined);
  client.on("connect", () => client.subscribe(`tagwatch/${name}/receipts`, { qos: 1 }));
  return client;
}

/** Starts one; it connects for as long as it runs. */
export async function startUnit(broker: DrillBroker, name: string, hears: UnitHears): Promise<DrillUnit> {
  const client = await connectUnit(broker, name);
  const pending = new Map<string, Pending>();
  client.on("message", (_topic, payload) => {
    const receipt = JSON.parse(payload.toString()) as Receipt;
    for (const id of receipt.ids) {
      const one = pending.get(id);
      if (one && pending.delete(id)) hears.kept(id, Date.now() - one.firstAt);
    }
    for (const { id, reason } of receipt.refused) if (pending.delete(id)) hears.refused(id, reason);
  });
  function publish({ topic, body, packed }: Pending): void {
    const properties = packed ? { userProperties: { enc: "tw1" } } : {};
    if (client.connected)
      client.publish(`tagwatch/${name}/${topic}`, body, { qos: 1, properties }, () => undefined);
  }
  return {
    name,
    waiting: () => pending.size,
    send(id, topic, plain, mayPack = true) {
      const small = mayPack ? compress(Buffer.from(plain)) : null;
      const now = Date.now();
      const body = small ?? Buffer.from(plain);
      const one = { topic, body, packed: small !== null, sentAt: now, firstAt: now };
      pending.set(id, one);
      publish(one);
    },
    resend() {
      const before = Date.now() - resendMs;
      let most = mostAtOnce;
      for (const one of pending.values()) {
        if (one.sentAt > before || !client.connected) continue;
        if (most-- === 0) break;
        one.sentAt = Date.now();
        hears.sentAgain();
        publish(one);
      }
    },
    stop: () => client.endAsync(true),
  };
}
