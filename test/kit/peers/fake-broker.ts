// A small MQTT 5 broker without TLS that answers as the test says: for reason codes mosquitto cannot be brought to send.
import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer, type AddressInfo, type Socket } from "node:net";
import type { IConnackPacket, IPublishPacket, Packet } from "mqtt";
import { onTestFinished } from "vitest";

/** What to do with a PUBLISH: a PUBACK reason code, silence, or a DISCONNECT with a reason code. */
export type Answer = number | "silence" | { readonly disconnect: number };

type ConnectPacket = Extract<Packet, { readonly cmd: "connect" }>;

export interface FakeBroker {
  readonly url: string;
  readonly connects: ConnectPacket[];
  /** Every PUBLISH but those on the status topic, with the topic its alias stands for. */
  readonly published: IPublishPacket[];
  /** Sends a message to the connected client. */
  send(topic: string, payload: string): void;
}

interface Codec {
  parser(options: { readonly protocolVersion: 5 }): {
    on(event: "packet", handler: (packet: Packet) => void): void;
    parse(bytes: Buffer): void;
  };
  generate(packet: Packet, options: { readonly protocolVersion: 5 }): Buffer;
}

// mqtt-packet is a dependency of mqtt, not of ours: it is found from there.
const require = createRequire(createRequire(import.meta.url).resolve("mqtt"));
const codec = require("mqtt-packet") as Codec;
const v5 = { protocolVersion: 5 } as const;

/** `answer` decides on every PUBLISH but those on the status topic, which succeed. */
export async function fakeBroker(
  answer: (publish: IPublishPacket) => Answer,
  connack: IConnackPacket["properties"] = {},
): Promise<FakeBroker> {
  const connects: ConnectPacket[] = [];
  const published: IPublishPacket[] = [];
  let current: Socket | null = null;

  function reply(socket: Socket, packet: Packet): void {
    socket.write(codec.generate(packet, v5));
  }

  function decide(socket: Socket, packet: IPublishPacket): void {
    const says = packet.topic.endsWith("/status") ? 0 : answer(packet);
    if (!packet.topic.endsWith("/status")) published.push(packet);
    if (says === "silence") return;
    if (typeof says === "number")
      return reply(socket, { cmd: "puback", messageId: packet.messageId ?? 0, reasonCode: says });
    reply(socket, { cmd: "disconnect", reasonCode: says.disconnect });
    socket.end();
  }

  const server = createServer((socket) => {
    const aliases = new Map<number, string>();
    const parser = codec.parser(v5);
    current = socket;
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => parser.parse(bytes));
    parser.on("packet", (packet) => {
      if (packet.cmd === "connect") {
        connects.push(packet);
        const properties = { topicAliasMaximum: 5, ...connack };
        reply(socket, { cmd: "connack", sessionPresent: false, reasonCode: 0, properties });
      } else if (packet.cmd === "subscribe") {
        const granted = packet.subscriptions.map(() => 1);
        reply(socket, { cmd: "suback", messageId: packet.messageId ?? 0, granted });
      } else if (packet.cmd === "publish") {
        const alias = packet.properties?.topicAlias;
        if (alias !== undefined && packet.topic) aliases.set(alias, packet.topic);
        decide(socket, { ...packet, topic: packet.topic || (aliases.get(alias ?? 0) ?? "?") });
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    current?.destroy();
  });
  return {
    url: `mqtt://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    connects,
    published,
    send(topic, payload) {
      if (current) reply(current, { cmd: "publish", topic, payload, qos: 0, dup: false, retain: false });
    },
  };
}
