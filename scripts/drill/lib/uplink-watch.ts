// Counts what units of this process hand to the MQTT package, and what of it they had sent before; and hears every receipt.
import { createHash } from "node:crypto";
import { connect, MqttClient } from "mqtt";
import type { Receipt } from "../../../src/shared/protocol/message-schemas.js";
import type { CentreBroker } from "../../../test/kit/peers/centre-broker.js";

/** Payloads on one topic. */
interface TopicBytes {
  readonly messages: number;
  readonly bytes: number;
  readonly againMessages: number;
  readonly againBytes: number;
}

/** What was sent so far; a unit's status is another each time, and counts for nothing. */
export interface UplinkWatch {
  neededBytes(): number;
  /** Bytes that were sent again, in percent of those that had to be sent. */
  wastedPercent(): number;
  byTopic(): Readonly<Record<string, TopicBytes>>;
  /** Names in receipts. */
  receipted(): ReadonlySet<string>;
  stop(): void;
}

const nothing: TopicBytes = { messages: 0, bytes: 0, againMessages: 0, againBytes: 0 };
const suffixOf = (topic: string): string => topic.split("/").slice(2).join("/");

/**
 * Not by a subscription to everything: with one, the broker would never tell units that nobody is subscribed. Connects for the
 * receipts as the second collector, which must not run then.
 */
export async function watchUplink(broker: CentreBroker): Promise<UplinkWatch> {
  const [seen, receipted, topics] = [new Set<string>(), new Set<string>(), new Map<string, TopicBytes>()];
  function sent(topic: string, payload: string | Buffer): void {
    const suffix = suffixOf(topic);
    if (suffix === "status") return;
    const { messages, bytes, againMessages, againBytes } = topics.get(suffix) ?? nothing;
    const name = createHash("sha1").update(topic).update(payload).digest("base64");
    topics.set(
      suffix,
      seen.has(name)
        ? { messages, bytes, againMessages: againMessages + 1, againBytes: againBytes + payload.length }
        : { messages: messages + 1, bytes: bytes + payload.length, againMessages, againBytes },
    );
    seen.add(name);
  }
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own client below
  const publish = MqttClient.prototype.publish as (...args: unknown[]) => MqttClient;
  MqttClient.prototype.publish = function (this: MqttClient, ...args: unknown[]) {
    sent(args[0] as string, args[1] as string | Buffer);
    return publish.apply(this, args);
  };
  const { ca, certificate: cert, key } = broker.collector("centre-2");
  const client = connect(broker.url, { ca, cert, key, protocolVersion: 5, clean: true });
  client.on("error", () => undefined);
  client.on("message", (_topic, payload) => {
    for (const id of (JSON.parse(payload.toString()) as Receipt).ids) receipted.add(id);
  });
  await client.subscribeAsync("tagwatch/+/receipts", { qos: 1 });
  const sum = (of: keyof TopicBytes): number => [...topics.values()].reduce((all, one) => all + one[of], 0);
  return {
    neededBytes: () => sum("bytes"),
    wastedPercent: () => Math.round((sum("againBytes") / sum("bytes")) * 1_000) / 10,
    byTopic: () => Object.fromEntries(topics),
    receipted: () => receipted,
    stop() {
      MqttClient.prototype.publish = publish;
      client.end(true);
    },
  };
}
