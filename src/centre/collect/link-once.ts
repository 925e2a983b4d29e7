// A connection for a few messages to units, under a name of its own: the collector's would end the collector's session.
import { connectAsync, type MqttClient } from "mqtt";
import type { LinkSettings } from "./link.js";

/** A message for a unit, on a topic below `<prefix>/`. */
export interface OnceMessage {
  readonly topic: string;
  readonly body: object;
}

/** The broker took it, or has nobody there for whom it would keep it. */
export type OnceAnswer = "taken" | "nobody";

const noSubscribers = 0x10;
const notAllowed = 0x87;
/** The broker may not have read its new rules yet. */
const tries = 20;

function unheardIn(client: MqttClient): ReadonlySet<number> {
  const unheard = new Set<number>();
  client.on("packetreceive", (packet) => {
    if (packet.cmd === "puback" && packet.reasonCode === noSubscribers) unheard.add(packet.messageId ?? 0);
  });
  return unheard;
}

/** Publishes each and resolves to the broker's answers in the same order. Rejects with what the network or the broker said. */
export async function publishOnce(
  { url, clientId, prefix, ca, certificate: cert, key }: LinkSettings,
  messages: readonly OnceMessage[],
  sleep: (ms: number) => Promise<void>,
): Promise<readonly OnceAnswer[]> {
  const options = {
    ca,
    cert,
    key,
    clientId,
    clean: true,
    reconnectPeriod: 0,
    rejectUnauthorized: true,
  } as const;
  const client = await connectAsync(url, { ...options, protocolVersion: 5, connectTimeout: 15_000 }, false);
  const unheard = unheardIn(client);
  const publish = async ({ topic, body }: OnceMessage): Promise<OnceAnswer> => {
    for (let n = 1; ; n++)
      try {
        const packet = await client.publishAsync(`${prefix}/${topic}`, JSON.stringify(body), { qos: 1 });
        return unheard.has(packet?.messageId ?? -1) ? "nobody" : "taken";
      } catch (error) {
        if ((error as { readonly code?: unknown }).code !== notAllowed || n === tries) throw error;
        await sleep(250);
      }
  };
  try {
    const answers: OnceAnswer[] = [];
    for (const message of messages) answers.push(await publish(message));
    return answers;
  } finally {
    await client.endAsync().catch(() => undefined);
  }
}
