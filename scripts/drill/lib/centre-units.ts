// Units of a drill of the centre: they send reads, hits and pictures at a pace, and send again what has no receipt.
import { createHash, randomBytes } from "node:crypto";
import { connect, type MqttClient } from "mqtt";
import { compress } from "../../../src/shared/protocol/compress.js";
import { encodeChunk } from "../../../src/shared/protocol/chunks.js";
import type { Receipt } from "../../../src/shared/protocol/message-schemas.js";
import { hitMessage, readMessage } from "../../../src/unit/upload/messages.js";
import type { CentreBroker } from "../../../test/kit/peers/centre-broker.js";
import { nthHit, nthRead } from "../../../test/kit/samples/numbered.js";
import { idAt } from "../../../test/kit/samples/records.js";

const resendMs = 8_000;
const tickMs = 20;
const hitEvery = 50;
const pictureEvery = 20;

interface Pending {
  readonly topic: string;
  readonly body: Buffer;
  readonly packed: boolean;
  sentAt: number;
  readonly firstAt: number;
}

/** What one unit has sent and heard. */
export interface DrillUnit {
  readonly name: string;
  /** Ids of messages without a receipt. */
  readonly pending: ReadonlyMap<string, Pending>;
  stop(): Promise<void>;
}

/** All units together. */
export interface DrillUnits {
  /** Ids by kind, in the order they were sent: reads as `<readId>`, hits as their id, pictures with their sha256. */
  readonly reads: string[];
  readonly hits: string[];
  readonly pictures: Map<string, string>;
  /** Ids with a receipt since `takeReceipted` was called last. */
  takeReceipted(): readonly string[];
  readonly refused: string[];
  /** From the first sending to the receipt, milliseconds. */
  readonly delays: number[];
  resent(): number;
  waiting(): number;
  pause(): void;
  goOn(): void;
  stop(): Promise<void>;
}

/** Starts `count` units that send `perSecond` reads together, a hit to every fiftieth and a picture to every twentieth. */
export async function startUnits(
  broker: CentreBroker,
  {
    count = 3,
    perSecond = 300,
    withPictures = true,
  }: { count?: number; perSecond?: number; withPictures?: boolean } = {},
): Promise<DrillUnits> {
  const [reads, hits, refused, delays] = [[], [], [], []] as [string[], string[], string[], number[]];
  const pictures = new Map<string, string>();
  let receipted: string[] = [];
  let [resent, n, isPaused, owed] = [0, 0, false, 0];

  async function startUnit(name: string) {
    const { ca, certificate: cert, key } = await broker.identity(name);
    const client: MqttClient = connect(broker.url, {
      ...{ ca, cert, key, protocolVersion: 5, clientId: name, clean: true },
      ...{ reconnectPeriod: 300, queueQoSZero: false, resubscribe: true },
    });
    client.on("error", () => undefined);
    client.on("connect", () => client.subscribe(`tagwatch/${name}/receipts`, { qos: 1 }));
    const pending = new Map<string, Pending>();
    client.on("message", (_topic, payload) => {
      const receipt = JSON.parse(payload.toString()) as Receipt;
      for (const id of receipt.ids) {
        const one = pending.get(id);
        if (one) delays.push(Date.now() - one.firstAt);
        if (pending.delete(id)) receipted.push(id);
      }
      for (const { id, reason } of receipt.refused) if (pending.delete(id)) refused.push(`${id}: ${reason}`);
    });
    const publish = ({ topic, body, packed }: Pending): void => {
      const properties = packed ? { userProperties: { enc: "tw1" } } : {};
      if (client.connected)
        client.publish(`tagwatch/${name}/${topic}`, body, { qos: 1, properties }, () => undefined);
    };
    const send = (id: string, topic: string, plain: Uint8Array, mayPack = true): void => {
      const small = mayPack ? compress(Buffer.from(plain)) : null;
      const now = Date.now();
      const one = {
        topic,
        body: small ?? Buffer.from(plain),
        packed: small !== null,
        sentAt: now,
        firstAt: now,
      };
      pending.set(id, one);
      publish(one);
    };
    const resend = (): void => {
      const before = Date.now() - resendMs;
      let most = 500;
      for (const one of pending.values()) {
        if (one.sentAt > before || !client.connected) continue;
        if (most-- === 0) break;
        one.sentAt = Date.now();
        resent++;
        publish(one);
      }
    };
    return { name, pending, send, resend, client };
  }
  const units = await Promise.all(Array.from({ length: count }, (_, i) => startUnit(`car-${String(i + 1)}`)));

  function sendOne(): void {
    const unit = units[n % units.length];
    if (!unit) return;
    const at = Date.now();
    const ref = { id: unit.name, kind: "vehicle", name: unit.name } as const;
    const read = nthRead(n, { id: idAt(at), unit: ref, capturedAt: { at, uncertaintyMs: 5, source: "gps" } });
    if (n % hitEvery === 0) {
      const hit = nthHit(n, read, { id: idAt(at) });
      hits.push(hit.id);
      unit.send(hit.id, "hits", Buffer.from(hitMessage(hit, read).body));
    }
    reads.push(read.id);
    unit.send(`${read.id}.1`, "reads", Buffer.from(readMessage(read, []).body));
    if (withPictures && n % pictureEvery === 0) sendPicture(unit, read.id);
    n++;
  }

  function sendPicture(unit: (typeof units)[number], readId: string): void {
    const jpeg = randomBytes(3_000);
    const sha256 = createHash("sha256").update(jpeg).digest("hex");
    const id = `${readId}.1.plate`;
    const header = {
      ...({ v: 1, type: "picture", id, kind: "plate", bytes: jpeg.length, sha256 } as const),
      ...{ unit: unit.name, readId, hit: false },
    };
    pictures.set(id, sha256);
    unit.send(id, "pictures", encodeChunk(header, jpeg, 0, jpeg.length), false);
  }

  let last = Date.now();
  const pace = setInterval(() => {
    const now = Date.now();
    if (!isPaused) owed = Math.min(perSecond, owed + ((now - last) * perSecond) / 1000);
    last = now;
    for (; owed >= 1; owed--) sendOne();
  }, tickMs);
  const again = setInterval(() => {
    for (const unit of units) unit.resend();
  }, 500);
  return {
    ...{ reads, hits, pictures, refused, delays },
    takeReceipted() {
      const all = receipted;
      receipted = [];
      return all;
    },
    resent: () => resent,
    waiting: () => units.reduce((sum, { pending }) => sum + pending.size, 0),
    pause: () => void ((isPaused = true), (owed = 0)),
    goOn: () => void (isPaused = false),
    async stop() {
      clearInterval(pace);
      clearInterval(again);
      await Promise.all(units.map(({ client }) => client.endAsync(true)));
    },
  };
}
