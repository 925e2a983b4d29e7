// Bytes per read on the wire, with TLS, MQTT and answers, through a real mosquitto; and what a day of reads costs on LTE.
// npm run -s bench -- uplink [--reads N] [--json]
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { uploadSchema } from "../../src/unit/config/upload-schema.js";
import type { OutboxDraft } from "../../src/unit/core/outbox.js";
import { createClock } from "../../src/shared/platform/clock.js";
import { hitMessage, pictureMessage, pictureRefs, readMessage } from "../../src/unit/upload/messages.js";
import { random } from "../../src/shared/platform/random.js";
import { createUploader } from "../../src/unit/upload/uploader.js";
import { memoryOutbox } from "../../test/kit/doubles/outbox.js";
import { startBroker, type Broker } from "../../test/kit/peers/broker.js";
import { startProxy, type Proxy } from "../../test/kit/peers/proxy.js";
import { nthHit, nthRead } from "../../test/kit/samples/numbered.js";
import { startReceiver } from "../../test/kit/receiver/receiver.js";
import { testUnit } from "../../test/kit/samples/records.js";
import { memoryFaults } from "../../test/kit/doubles/faults.js";
import { quiet } from "../../test/kit/doubles/quiet.js";

/** A day of the budget, and the shares of it. */
const day = { reads: 20_000, hits: 40, plateBytes: 4_000, vehicleBytes: 30_000, hours: 24 };
/** IPv4 and TCP headers with options; a segment carries about 1,400 bytes, and one acknowledgement answers two. */
const headerBytes = 52;
const segmentBytes = 1_400;

interface Sample {
  readonly messages: number;
  readonly up: number;
  readonly down: number;
  readonly cpuUs: number;
}

/** Sends drafts in bursts of `burst` (1 = a read at a time, as on the road) and counts bytes without the handshake. */
async function measure(
  broker: Broker,
  proxy: Proxy,
  drafts: readonly OutboxDraft[],
  burst: number,
): Promise<Sample> {
  const jpeg = randomBytes(day.vehicleBytes);
  const outbox = memoryOutbox();
  const uploader = createUploader({
    config: uploadSchema.parse({
      url: `mqtts://localhost:${String(proxy.port)}`,
      username: "unit",
      password: "-",
    }),
    secrets: () => ({ ca: broker.authority.ca, password: Buffer.from(broker.users["unit"] ?? "") }),
    unit: testUnit,
    version: "bench",
    outbox,
    pictures: { picture: () => Promise.resolve(jpeg) },
    clock: createClock(),
    log: quiet,
    onTime: () => undefined,
    health: () => ({ head: null, machine: null }),
    random,
    faults: memoryFaults(),
  });
  const stopping = new AbortController();
  const running = uploader.run(stopping.signal);
  while (uploader.status().state !== "connected") await sleep(5);
  await sleep(300);
  proxy.resetCounts();
  const cpu = process.cpuUsage();
  for (let n = 0; n < drafts.length; n += burst) {
    const delivered = uploader.status().delivered;
    const group = drafts.slice(n, n + burst);
    for (const draft of group) outbox.add(draft);
    uploader.wake();
    while (uploader.status().delivered < delivered + group.length) await sleep(1);
  }
  const { user, system } = process.cpuUsage(cpu);
  const sample = { messages: drafts.length, ...proxy.bytes, cpuUs: (user + system) / drafts.length };
  stopping.abort();
  await running;
  return sample;
}

/** Bytes per message on the mobile link: payload of TCP, headers of its segments, and the acknowledgements. */
function perMessage({ messages, up, down }: Sample): { readonly tcp: number; readonly link: number } {
  const tcp = (up + down) / messages;
  const segments = Math.ceil(up / messages / segmentBytes) + 1;
  return { tcp: Math.round(tcp), link: Math.round(tcp + (segments + 2) * headerBytes) };
}

function table(samples: Readonly<Record<string, Sample>>): Record<string, Record<string, number>> {
  const rows: Record<string, Record<string, number>> = {};
  for (const [name, sample] of Object.entries(samples))
    rows[name] = {
      "TCP bytes each": perMessage(sample).tcp,
      "on the link each": perMessage(sample).link,
      "CPU us each": Math.round(sample.cpuUs),
    };
  return rows;
}

/** Megabytes a day by what is sent. */
function budget(samples: Readonly<Record<"read" | "hit" | "picture", Sample>>): Record<string, number> {
  const mb = (bytes: number): number => Math.round(bytes / 1e5) / 10;
  const picture = perMessage(samples.picture).link - day.vehicleBytes * (1 + headerBytes / segmentBytes);
  const pictureLink = (bytes: number): number => picture + bytes * (1 + headerBytes / segmentBytes);
  const perReadPictures = pictureLink(day.plateBytes) + pictureLink(day.vehicleBytes);
  const reads = day.reads * perMessage(samples.read).link;
  const hits = day.hits * (2 * perMessage(samples.hit).link + perReadPictures);
  const idle = day.hours * 3600 * (1_000 / 60 + (2 * 120) / 30);
  return {
    reads: mb(reads),
    "hits with alerts and pictures": mb(hits),
    "status and keep-alive": mb(idle),
    "all of it, pictures of hits only (metered)": mb(reads + hits + idle),
    "pictures of all reads": mb(day.reads * perReadPictures),
    "all of it, all pictures": mb(reads + hits + idle + day.reads * perReadPictures),
  };
}

export async function run(args: readonly string[]): Promise<void> {
  const at = args.indexOf("--reads");
  const count = at < 0 ? 300 : Number(args[at + 1]);
  const pictures = { plate: randomBytes(day.plateBytes), vehicle: randomBytes(day.vehicleBytes) };
  const reads = Array.from({ length: count }, (_, n) => nthRead(n));
  const drafts = {
    read: reads.map((read) => readMessage(read, pictureRefs(read, pictures))),
    hit: reads.map((read, n) => hitMessage(nthHit(n, read), read)),
    picture: reads.map((read) => {
      const ref = pictureRefs(read, pictures)[1];
      if (!ref) throw new Error("no vehicle picture");
      return pictureMessage(ref, read, false);
    }),
  };
  const broker = await startBroker();
  const proxy = await startProxy(broker.port);
  // Past the proxy and without receipts: a broker to which nobody listens would not count a message as delivered.
  const receiver = startReceiver({
    url: broker.url,
    ca: broker.authority.ca,
    username: "receiver",
    password: broker.users["receiver"] ?? "",
  });
  await receiver.ready;
  try {
    const samples = {
      read: await measure(broker, proxy, drafts.read, 1),
      hit: await measure(broker, proxy, drafts.hit, 1),
      picture: await measure(broker, proxy, drafts.picture, 1),
      "reads in a drain": await measure(broker, proxy, drafts.read, count),
    };
    const bodyBytes = Math.round(drafts.read.reduce((sum, draft) => sum + draft.body.length, 0) / count);
    const result = { bodyBytes, perMessage: table(samples), megabytesPerDay: budget(samples) };
    if (args.includes("--json")) console.log(JSON.stringify(result));
    else {
      console.log(`a read is ${String(bodyBytes)} bytes of JSON before compression`);
      console.table(result.perMessage);
      console.table(result.megabytesPerDay);
    }
  } finally {
    await receiver.stop();
    await proxy.close();
    await broker.stop();
  }
}
