// What the drill sees of the unit: its journal (when), its MQTT messages (how often), its status, and the supervisor's mails.
import { connect, type MqttClient } from "mqtt";
import { setTimeout as sleep } from "node:timers/promises";
import type { FaultMessage } from "../../../src/shared/protocol/fault-schemas.js";
import type { UnitStatus } from "../../../src/shared/domain/status.js";
import type { Broker } from "../../../test/kit/peers/broker.js";

/** A fault began or ended, by the journal; `atMs` of `performance.now()`. */
export interface Event {
  readonly atMs: number;
  readonly kind: "raised" | "cleared";
  readonly code: string;
  readonly subject: string;
}

export interface Watch {
  readonly events: readonly Event[];
  readonly messages: readonly FaultMessage[];
  /** Longest time without a frame of each camera since `from` was called. */
  from(): void;
  readonly ages: ReadonlyMap<string, number>;
  /** All cameras delivered at the last look. */
  allLive(): boolean;
  /** The unit begins anew. */
  forget(): void;
  /** Takes a line of the journal. */
  line(text: string): void;
  /** Where the unit's page is, once it is known. */
  page: string | null;
  stop(): void;
}

const lookEveryMs = 1_000;

/** Waits until it holds; false after the limit. */
export async function until(holds: () => boolean, limitMs: number): Promise<boolean> {
  for (const end = performance.now() + limitMs; performance.now() < end; await sleep(50))
    if (holds()) return true;
  return holds();
}

/** A broker is told of by its address, whose port is another in each drill. */
const withoutPort = (subject: string): string => subject.replace(/:\d+$/, "");

/** What a line of the journal tells; a fault that takes the place of another ends it. */
function eventsOf(text: string): readonly Event[] {
  if (!text.startsWith("{")) return [];
  const line = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const kind = line["msg"] === "fault" ? "raised" : line["msg"] === "fault cleared" ? "cleared" : null;
  if (kind === null) return [];
  const at = { atMs: performance.now(), subject: withoutPort(String(line["subject"])) };
  const replaced = line["replaces"];
  return [
    ...(typeof replaced !== "string" ? [] : [{ ...at, kind: "cleared", code: replaced } as const]),
    { ...at, kind, code: String(line["code"]) },
  ];
}

/** Subscribes to the unit's faults and begins to look. */
export function startWatch(broker: Broker): Watch {
  const events: Event[] = [];
  const messages: FaultMessage[] = [];
  const ages = new Map<string, number>();
  const client = subscribe(broker, (message) => {
    messages.push({ ...message, subject: withoutPort(message.subject) });
  });
  let allLive = false;
  const look = async (): Promise<void> => {
    if (watch.page === null) return;
    const answer = await fetch(`${watch.page}/status`, { signal: AbortSignal.timeout(5_000) });
    const { status } = (await answer.json()) as { readonly status: UnitStatus };
    for (const { id, lastFrameAgeMs } of status.cameras)
      if (lastFrameAgeMs !== null) ages.set(id, Math.max(ages.get(id) ?? 0, lastFrameAgeMs));
    allLive = status.cameras.every(({ state }) => state === "live");
  };
  const timer = setInterval(() => void look().catch(() => undefined), lookEveryMs);
  const watch: Watch = {
    events,
    messages,
    ages,
    page: null,
    from: () => ages.clear(),
    allLive: () => allLive,
    forget() {
      allLive = false;
      events.length = 0;
      ages.clear();
    },
    line(text) {
      events.push(...eventsOf(text));
    },
    stop() {
      clearInterval(timer);
      client.end(true);
    },
  };
  return watch;
}

function subscribe(broker: Broker, take: (message: FaultMessage) => void): MqttClient {
  const client = connect(broker.url, {
    ...{
      protocolVersion: 5,
      clientId: "fault-drill",
      clean: false,
      ca: broker.authority.ca,
      reconnectPeriod: 500,
    },
    ...{
      username: "receiver",
      password: broker.users["receiver"],
      properties: { sessionExpiryInterval: 3_600 },
    },
  });
  client.on("error", () => undefined);
  client.on("connect", () => void client.subscribe("tagwatch/car-12/#", { qos: 1 }));
  client.on("message", (topic, body) => {
    if (topic.endsWith("/faults")) take(JSON.parse(body.toString("utf8")) as FaultMessage);
  });
  return client;
}
