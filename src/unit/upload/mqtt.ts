// The only file that knows the mqtt package: one network connection, MQTT 5, without a queue or a reconnect of its own.
import { connect, type IClientPublishOptions, type MqttClient } from "mqtt";
import { type MqttSettings, clientOptions } from "./mqtt-options.js";

/** One PUBLISH at QoS 1; `encoding` names the payload's compression to the receiver. */
export interface Publication {
  readonly topic: string;
  readonly payload: Buffer;
  readonly retain?: boolean;
  /** Milliseconds until the broker may drop it. */
  readonly expiryMs?: number;
  readonly encoding?: string;
  /** False for bytes, true for UTF-8 text. */
  readonly text: boolean;
}

/** `code` is the MQTT 5 reason code; 16 is a success by the standard, with which the message is gone: there was no subscriber. */
export interface PublishResult {
  readonly code: number;
  readonly reason: string;
}

/** How a connection ended. `code` is the reason code of a DISCONNECT from the broker. */
export interface SessionEnd {
  readonly code: number | null;
  readonly error: Error | null;
}

/** One connection from CONNACK to its end; a new one is a new object. */
export interface MqttConnection {
  /** Address of the broker; null where the transport does not tell it. */
  readonly address: string | null;
  /** False when the broker keeps no retained messages; it cuts connections that send one. */
  readonly retainAvailable: boolean;
  readonly receiveMaximum: number;
  readonly maximumPacketSize: number;
  readonly ended: Promise<SessionEnd>;
  /** QoS 1. `done` is called once with the broker's answer, and never after the connection ended. */
  publish(publication: Publication, done: (result: PublishResult) => void): void;
  subscribe(topics: readonly string[]): void;
  onMessage(handler: (topic: string, payload: Buffer) => void): void;
  /** DISCONNECT with success once the socket is written out: the broker keeps the session and drops the last will. */
  end(): Promise<void>;
  /** Cuts the connection. */
  destroy(): void;
}

/**
 * mosquitto answers messages over its message_size_limit with PUBACK 0x95, which MQTT 5 (3.4.2.1) does not allow there;
 * the parser gives up on the connection with these words.
 */
const forbiddenAnswer = "Invalid puback reason code";
/** PUBACK or DISCONNECT: larger than the other side takes. */
export const packetTooLarge = 0x95;
/** PUBACK: taken, and dropped at once. */
export const noSubscribers = 0x10;

function publishOptions(publication: Publication): IClientPublishOptions {
  const { expiryMs, encoding, text } = publication;
  return {
    qos: 1,
    retain: publication.retain ?? false,
    properties: {
      ...(text && encoding === undefined ? { payloadFormatIndicator: true } : {}),
      ...(expiryMs === undefined ? {} : { messageExpiryInterval: Math.max(1, Math.ceil(expiryMs / 1000)) }),
      ...(encoding === undefined ? {} : { userProperties: { enc: encoding } }),
    },
  };
}

function reasonOf(error: Error | undefined | null): PublishResult {
  if (!error) return { code: 0, reason: "" };
  const code = (error as { readonly code?: unknown }).code;
  return { code: typeof code === "number" ? code : 0x80, reason: error.message };
}

/** The package takes 0x10 for a plain success and does not pass it on: it is read from the PUBACK itself. */
function unheardMessages(client: MqttClient): { has(messageId: number | undefined): boolean } {
  const unheard = new Set<number>();
  client.on("packetreceive", (packet) => {
    if (packet.cmd === "puback" && packet.reasonCode === noSubscribers) unheard.add(packet.messageId ?? 0);
  });
  return { has: (messageId) => unheard.delete(messageId ?? 0) };
}

function createSession(client: MqttClient, ended: Promise<SessionEnd>): MqttConnection {
  const limits = client.serverProperties ?? {};
  const unheard = unheardMessages(client);
  return {
    address: (client.stream as { readonly remoteAddress?: string }).remoteAddress ?? null,
    retainAvailable: limits.retainAvailable ?? true,
    receiveMaximum: limits.receiveMaximum ?? 65_535,
    maximumPacketSize: limits.maximumPacketSize ?? 268_435_455,
    ended,
    publish(publication, done) {
      if (!client.connected) return;
      client.publish(publication.topic, publication.payload, publishOptions(publication), (error, packet) => {
        const answer = packet as { readonly properties?: { readonly reasonString?: string } } | undefined;
        const { code, reason } = reasonOf(error);
        if (error && !answer) return; // closed, not answered
        if (!error && unheard.has(packet?.messageId)) return done({ code: noSubscribers, reason: "" });
        done({ code, reason: answer?.properties?.reasonString ?? reason });
      });
    },
    subscribe(topics) {
      client.subscribe([...topics], { qos: 1 }, () => undefined);
    },
    onMessage(handler) {
      client.on("message", handler);
    },
    end() {
      for (const id of Object.keys(client.outgoing)) client.removeOutgoingMessage(Number(id));
      return client.endAsync(false, { reasonCode: 0 });
    },
    destroy() {
      client.end(true);
    },
  };
}

/** Opens one connection. Rejects with the network's, TLS's or the broker's error (its `code` says which). */
export function openMqtt(options: MqttSettings, signal: AbortSignal): Promise<MqttConnection> {
  const client = connect(options.url, clientOptions(options));
  let error: Error | null = null;
  let code: number | null = null;
  client.on("error", (cause: Error) => {
    error ??= cause;
    if (cause.message === forbiddenAnswer) code ??= packetTooLarge;
  });
  client.on("disconnect", (packet) => (code = packet.reasonCode ?? 0));
  const ended = new Promise<SessionEnd>((resolve) => {
    client.once("close", () => resolve({ code, error }));
  });
  const stop = (): void => void client.end(true);
  signal.addEventListener("abort", stop, { once: true });
  return new Promise<MqttConnection>((resolve, reject) => {
    client.once("connect", () => resolve(createSession(client, ended)));
    client.once("close", () => reject(error ?? new Error("the connection was closed before CONNACK")));
    client.once("error", (cause: Error) => {
      client.end(true);
      reject(cause);
    });
  }).finally(() => signal.removeEventListener("abort", stop));
}
