// Reference subscriber: takes what units send, keeps it once, and answers receipts. The drills count with it.
import { connect, type IPublishPacket, type MqttClient } from "mqtt";
import { createLedger, type Counts, type Verdict } from "./ledger.js";

export interface ReceiverDeps {
  readonly url: string;
  readonly ca?: Buffer;
  readonly username: string;
  readonly password: string;
  readonly prefix?: string;
  readonly clientId?: string;
  /** Answer receipts on `<prefix>/<unit>/receipts`. */
  readonly receipts?: boolean;
  /** Makes what came since the last call durable; receipts are sent when it resolves. */
  readonly persist?: (verdicts: readonly Verdict[]) => Promise<void>;
  /** Called for every packet, in order. */
  readonly onVerdict?: (verdict: Verdict, unitId: string, suffix: string) => void;
  /** Ids of messages that were made durable in an earlier life: they count as seen. */
  readonly known?: Iterable<string>;
  /** The connection failed; it is made again by itself. */
  readonly onTrouble?: (error: Error) => void;
}

export interface Receiver {
  counts(): Counts;
  has(id: string): boolean;
  /** Connected and subscribed. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

const receiptEveryMs = 100;

interface Pending {
  readonly unitId: string;
  readonly verdict: Verdict;
}

/** Receipts per unit out of what came since the last ones. */
function receiptsOf(
  pending: readonly Pending[],
): ReadonlyMap<string, { ids: string[]; refused: { id: string; reason: string }[] }> {
  const byUnit = new Map<string, { ids: string[]; refused: { id: string; reason: string }[] }>();
  for (const { unitId, verdict } of pending) {
    const receipt = byUnit.get(unitId) ?? { ids: [], refused: [] };
    byUnit.set(unitId, receipt);
    if (verdict.kind === "bad" && verdict.id)
      receipt.refused.push({ id: verdict.id, reason: verdict.reason });
    if (verdict.kind === "new" || verdict.kind === "again") receipt.ids.push(verdict.id);
  }
  return byUnit;
}

export function startReceiver(deps: ReceiverDeps): Receiver {
  const prefix = deps.prefix ?? "tagwatch";
  const ledger = createLedger(deps.known);
  let pending: Pending[] = [];
  const client: MqttClient = connect(deps.url, {
    protocolVersion: 5,
    clientId: deps.clientId ?? "tagwatch-receiver",
    clean: false,
    properties: { sessionExpiryInterval: 7 * 86_400, receiveMaximum: 500 },
    username: deps.username,
    password: deps.password,
    ...(deps.ca ? { ca: deps.ca } : {}),
    reconnectPeriod: 200,
  });

  function take(topic: string, payload: Buffer, packet: IPublishPacket): void {
    const [unitId = "", ...rest] = topic.slice(prefix.length + 1).split("/");
    const suffix = rest.join("/");
    if (suffix === "receipts" || suffix === "hotlist") return;
    const enc = packet.properties?.userProperties?.["enc"];
    const verdict = ledger.take({ suffix, unitId, payload, enc: typeof enc === "string" ? enc : undefined });
    deps.onVerdict?.(verdict, unitId, suffix);
    if (verdict.kind !== "piece" && verdict.id) pending.push({ unitId, verdict });
  }

  async function answer(): Promise<void> {
    if (pending.length === 0) return;
    const batch = pending;
    pending = [];
    await deps.persist?.(batch.map((one) => one.verdict));
    if (!deps.receipts) return;
    for (const [unitId, receipt] of receiptsOf(batch)) {
      const body = JSON.stringify({ v: 1, type: "receipt", at: new Date().toISOString(), ...receipt });
      client.publish(`${prefix}/${unitId}/receipts`, body, { qos: 1 });
    }
  }

  client.on("message", take);
  const ready = new Promise<void>((resolve, reject) => {
    // Without a code it is only slow: it is tried again. Afterwards every error is an ordinary loss of the network.
    client.on("error", (error) => {
      deps.onTrouble?.(error);
      if ("code" in error) reject(error);
    });
    client.once("connect", () => {
      client.subscribe(`${prefix}/+/#`, { qos: 1 }, (error) => (error ? reject(error) : resolve()));
    });
  });
  const timer = setInterval(() => void answer(), receiptEveryMs);
  return {
    counts: () => ledger.counts(),
    has: (id) => ledger.has(id),
    ready,
    async stop() {
      clearInterval(timer);
      await answer();
      await Promise.race([client.endAsync(), new Promise((resolve) => setTimeout(resolve, 500))]);
      client.end(true);
    },
  };
}
