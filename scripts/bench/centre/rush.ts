// As many reads as there are, waiting at the broker, into the archive by two collectors; and the same rows by psql COPY.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync, type MqttClient } from "mqtt";
import type { Receipt } from "../../../src/shared/protocol/message-schemas.js";
import type { Centre } from "../../drill/lib/centre-world.js";
import { bodyOf } from "./bodies.js";
import { cpuMs, familyCpuMs } from "./cpu.js";
import { psql } from "./psql.js";

/** Rows a second, and CPU a row in microseconds of those who took part. */
export interface Pace {
  readonly perSecond: number;
  readonly postgresUs: number;
  readonly collectorsUs: number;
  readonly brokerUs: number;
}

/** A number of reads that go into the same empty table again and again. */
export interface Rush {
  byCollectors(): Promise<Pace>;
  /** Only after `byCollectors` was called once. */
  byCopy(): Promise<Pace>;
  end(): Promise<void>;
}

interface Sender {
  readonly name: string;
  readonly client: MqttClient;
}

const unitsOf = 3;

/** One unit after the other, ten reads a second up to now. */
function bodiesOf(count: number): readonly Buffer[] {
  const from = Date.now() - count * 100;
  return Array.from({ length: count }, (_, n) =>
    bodyOf(n, from + n * 100, `car-${String(1 + (n % unitsOf))}`),
  );
}

async function senderOf({ broker }: Centre, name: string, onIds: (count: number) => void): Promise<Sender> {
  const { ca, certificate: cert, key } = await broker.identity(name);
  const client = await connectAsync(broker.url, {
    ...{ ca, cert, key, protocolVersion: 5, clientId: name },
  });
  client.on("message", (_topic, body) => onIds((JSON.parse(body.toString()) as Receipt).ids.length));
  await client.subscribeAsync(`tagwatch/${name}/receipts`, { qos: 1 });
  return { name, client };
}

async function sendAll(bodies: readonly Buffer[], senders: readonly Sender[]): Promise<void> {
  const properties = { userProperties: { enc: "tw1" } };
  const publish = (body: Buffer, n: number) => {
    const sender = senders[n % unitsOf];
    return sender?.client.publishAsync(`tagwatch/${sender.name}/reads`, body, { qos: 1, properties });
  };
  for (let n = 0; n < bodies.length; n += 500)
    await Promise.all(bodies.slice(n, n + 500).map((body, i) => publish(body, n + i)));
}

/** CPU of PostgreSQL and of the collectors since they began, milliseconds. */
function usedBy({ archive, collectors }: Centre): { readonly postgres: number; readonly collectors: number } {
  return {
    postgres: familyCpuMs(archive.server().child.pid ?? 0),
    collectors: collectors.reduce((sum, one) => sum + cpuMs(one.pid()), 0),
  };
}

/** Counts receipts from the first to the last. */
function untilReceipted(
  centre: Centre,
  count: number,
): { add(ids: number): void; readonly over: Promise<Pace> } {
  let [seen, first, began] = [0, 0, { at: 0, used: usedBy(centre) }];
  let end = (_pace: Pace): void => undefined;
  const over = new Promise<Pace>((resolve) => (end = resolve));
  function add(ids: number): void {
    if (seen === 0) [first, began] = [ids, { at: performance.now(), used: usedBy(centre) }];
    seen += ids;
    if (seen < count) return;
    const [rows, used] = [count - first, usedBy(centre)];
    const us = (ms: number): number => Math.round((ms * 1_000) / rows);
    end({
      perSecond: Math.round((rows * 1_000) / (performance.now() - began.at)),
      postgresUs: us(used.postgres - began.used.postgres),
      collectorsUs: us(used.collectors - began.used.collectors),
      brokerUs: 0,
    });
  }
  return { add, over };
}

/** Gets `count` reads ready. The collectors have to run: what comes for them while they are stopped waits at the broker. */
export async function openRush(centre: Centre, count: number): Promise<Rush> {
  const { collectors, broker, database, login } = centre;
  const bodies = bodiesOf(count);
  const file = join(centre.dir, "rows");
  let onIds = (_count: number): void => undefined;
  const names = Array.from({ length: unitsOf }, (_, i) => `car-${String(i + 1)}`);
  const senders = await Promise.all(names.map((name) => senderOf(centre, name, (ids) => onIds(ids))));
  const clear = async (): Promise<void> => {
    await database.change("TRUNCATE reads, plate_days, plates");
    await database.change("CHECKPOINT");
  };
  const all = (signal: "SIGSTOP" | "SIGCONT"): void => {
    for (const one of collectors) process.kill(one.pid(), signal);
  };
  return {
    async byCollectors() {
      await clear();
      // Stopped while everything is sent, and not ended: a collector runs for months, and is twice as slow when it has just begun.
      all("SIGSTOP");
      const brokerMs = cpuMs(broker.pid());
      await sendAll(bodies, senders);
      const receipts = untilReceipted(centre, count);
      onIds = (ids) => receipts.add(ids);
      all("SIGCONT");
      const pace = await receipts.over;
      const [there] = await database.rows<{ readonly n: number }>("SELECT count(*)::int AS n FROM reads");
      if (there?.n !== count)
        throw new Error(`${String(there?.n)} rows of ${String(count)} messages: the receipts are wrong`);
      await psql(login, `\\copy (SELECT * FROM reads) TO '${file}'`);
      return { ...pace, brokerUs: Math.round(((cpuMs(broker.pid()) - brokerMs) * 1_000) / count) };
    },
    async byCopy() {
      await clear();
      const before = usedBy(centre).postgres;
      const tookMs = await psql(login, `\\copy reads FROM '${file}'`);
      // What its server used is known once that has been buried.
      await sleep(300);
      return {
        perSecond: Math.round((count * 1_000) / tookMs),
        postgresUs: Math.round(((usedBy(centre).postgres - before) * 1_000) / count),
        ...{ collectorsUs: 0, brokerUs: 0 },
      };
    },
    end: async () => void (await Promise.all(senders.map(({ client }) => client.endAsync(true)))),
  };
}
