import type { IClientOptions } from "mqtt";

/**
 * One connection's settings, with the secrets read for it. `delayMs` of the will: how long the broker holds it back.
 */
export interface MqttSettings {
  readonly url: string;
  readonly clientId: string;
  readonly username?: string;
  readonly password?: Buffer;
  /** PEM; the system's authorities when left out. */
  readonly ca?: Buffer;
  readonly certificate?: Buffer;
  readonly key?: Buffer;
  readonly alpn?: readonly string[];
  readonly keepaliveMs: number;
  readonly sessionExpiryMs: number;
  readonly connectTimeoutMs: number;
  readonly will: {
    readonly topic: string;
    readonly payload: Buffer;
    readonly delayMs: number;
    readonly retain: boolean;
  };
}

/** Largest message we take from the broker (receipts, announcements). */
const inboundMaximum = 256 * 1024;

/** As the mqtt package takes them: MQTT 5, TLS 1.2 or later and verified, the session kept at the broker. */
export function clientOptions(options: MqttSettings): IClientOptions {
  const tls = {
    ...(options.ca ? { ca: options.ca } : {}),
    ...(options.certificate ? { cert: options.certificate } : {}),
    ...(options.key ? { key: options.key } : {}),
    ...(options.alpn ? { ALPNProtocols: [...options.alpn] } : {}),
    minVersion: "TLSv1.2",
    rejectUnauthorized: true,
  };
  return {
    ...tls,
    wsOptions: tls as NonNullable<IClientOptions["wsOptions"]>,
    protocolVersion: 5,
    clientId: options.clientId,
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
    keepalive: Math.ceil(options.keepaliveMs / 1000),
    connectTimeout: options.connectTimeoutMs,
    clean: false,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    autoAssignTopicAlias: true,
    properties: {
      sessionExpiryInterval: Math.round(options.sessionExpiryMs / 1000),
      maximumPacketSize: inboundMaximum,
      requestProblemInformation: true,
    },
    will: {
      topic: options.will.topic,
      payload: options.will.payload,
      qos: 1,
      retain: options.will.retain,
      properties: { willDelayInterval: Math.round(options.will.delayMs / 1000) },
    },
  };
}
