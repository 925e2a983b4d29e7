// The only file of the centre that knows the mqtt package: one connection to the broker, from CONNACK to its end.
import type { Writable } from "node:stream";
import { connect, type IPublishPacket, type MqttClient } from "mqtt";
import { encoding } from "../../shared/protocol/compress.js";
import type { Packet } from "../core/arrivals.js";

/** How the broker is reached. */
export interface LinkSettings {
  readonly url: string;
  /** Stable, so that the broker keeps what comes while the collector is away. */
  readonly clientId: string;
  readonly prefix: string;
  readonly ca: Buffer;
  readonly certificate: Buffer;
  readonly key: Buffer;
}

/** Takes packets as they come; reading goes on when it resolves. */
export type OnPacket = (packet: Omit<Packet, "receivedAt">) => Promise<void>;

/** One connection. */
export interface BrokerLink {
  /**
   * Resolves once the broker passes on what units send; rejects with its reason when it does not. What it kept for this
   * session comes before, and has to be taken meanwhile: its answer waits behind it.
   */
  readonly subscribed: Promise<void>;
  /** Resolves with the reason when the connection is over. */
  readonly ended: Promise<string>;
  receipt(unit: string, body: object): void;
  end(): Promise<void>;
}

/** The broker goes on giving a member of the share its part while it is away: not for long, or the others starve. */
const sessionExpiryS = 3_600;
const connectMs = 15_000;
const shared = ["reads", "dispositions", "faults", "tours", "lookouts", "pictures"];
const forEach = ["hits/#", "alerts/#", "status"];

/** Reads, verdicts, faults, tours, watches and pictures go to one collector of all; hits, alerts and status to every one, so they never wait. */
const sharedOf = (prefix: string): string[] => shared.map((topic) => `$share/centre/${prefix}/+/${topic}`);
const topicsOf = (prefix: string): readonly string[] => [
  ...sharedOf(prefix),
  ...forEach.map((topic) => `${prefix}/+/${topic}`),
];

function packetOf(
  prefix: string,
  { topic, payload, properties }: IPublishPacket,
): Parameters<OnPacket>[0] | null {
  if (!topic.startsWith(`${prefix}/`)) return null;
  const [unit = "", ...rest] = topic.slice(prefix.length + 1).split("/");
  const body = typeof payload === "string" ? Buffer.from(payload) : payload;
  return { unit, topic: rest.join("/"), body, packed: properties?.userProperties?.["enc"] === encoding };
}

/** Connects, and begins to subscribe. Rejects with what the network, TLS or the broker said. */
export async function openLink(settings: LinkSettings, onPacket: OnPacket): Promise<BrokerLink> {
  const { url, clientId, prefix, ca, certificate: cert, key } = settings;
  const client = connect(url, {
    ...{ ca, cert, key, clientId, protocolVersion: 5, clean: false, reconnectPeriod: 0, resubscribe: false },
    ...{ connectTimeout: connectMs, keepalive: 30, minVersion: "TLSv1.2", rejectUnauthorized: true },
    // A tenth of what a message costs the package goes into lines for a debugger that is not there.
    log: () => undefined,
    properties: { sessionExpiryInterval: sessionExpiryS, receiveMaximum: 1_000 },
  });
  let last = "the connection was closed";
  client.on("error", (error) => void (last = error.message));
  client.on(
    "disconnect",
    (packet) => void (last = `the broker ended the session (${String(packet.reasonCode)})`),
  );
  const ended = new Promise<string>((resolve) => client.once("close", () => resolve(last)));
  const together = createTogether(() => client.stream);
  // The package asks before it reads on: so the socket fills, and the broker waits, while the archive is slow.
  client.handleMessage = (packet, done) => {
    const taken = packetOf(prefix, packet);
    const goOn = (): void => {
      together();
      done();
    };
    if (!taken) return goOn();
    void onPacket(taken).then(goOn, goOn);
  };
  try {
    await untilConnected(client, ended);
  } catch (error) {
    client.end(true);
    throw error;
  }
  const subscribed = subscribe(client, prefix, ended);
  subscribed.catch(() => undefined);
  return {
    ...{ ended, subscribed },
    receipt: (unit, body) =>
      void client.publish(`${prefix}/${unit}/receipts`, JSON.stringify(body), { qos: 1 }, () => undefined),
    async end() {
      // The others get its part of the share at once.
      if (client.connected)
        await Promise.race([client.unsubscribeAsync(sharedOf(prefix)), ended]).catch(() => undefined);
      await Promise.race([client.endAsync(), ended]);
      client.end(true);
    },
  };
}

/** What is written in one turn of the event loop leaves in one write: each acknowledgement apart costs more than its message. */
function createTogether(stream: () => Pick<Writable, "cork" | "uncork">): () => void {
  let isHeld = false;
  return () => {
    if (isHeld) return;
    isHeld = true;
    const held = stream();
    held.cork();
    setImmediate(() => {
      isHeld = false;
      held.uncork();
    });
  };
}

async function subscribe(client: MqttClient, prefix: string, ended: Promise<string>): Promise<void> {
  const over = ended.then((reason) => {
    throw new Error(reason);
  });
  over.catch(() => undefined);
  const granted = await Promise.race([client.subscribeAsync([...topicsOf(prefix)], { qos: 1 }), over]);
  const refused = granted.filter(({ qos }) => qos > 2);
  if (refused.length > 0)
    throw new Error(
      `the broker refused ${refused.map(({ topic }) => topic).join(", ")}: it needs $share and the collector's rights`,
    );
}

async function untilConnected(client: MqttClient, ended: Promise<string>): Promise<void> {
  const connected = new Promise<void>((resolve) => client.once("connect", () => resolve()));
  const failed = ended.then((reason) => {
    throw new Error(reason);
  });
  await Promise.race([connected, failed]);
  failed.catch(() => undefined);
}
