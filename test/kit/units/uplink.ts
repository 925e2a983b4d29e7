// A broker, a receiver and an uploader for tests; everything ends with the test.
import { onTestFinished } from "vitest";
import { uploadSchema } from "../../../src/unit/config/upload-schema.js";
import type { Outbox } from "../../../src/unit/core/ports.js";
import type { PictureSource } from "../../../src/unit/core/evidence-queries.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import type { UploaderDeps } from "../../../src/unit/upload/uplink.js";
import { createUploader, type Uploader } from "../../../src/unit/upload/uploader.js";
import { startBroker, type Broker, type BrokerSettings } from "../peers/broker.js";
import { startReceiver, type Receiver, type ReceiverDeps } from "../receiver/receiver.js";
import { testUnit } from "../samples/records.js";
import { memoryLog } from "../doubles/log.js";
import { memoryOutbox } from "../doubles/outbox.js";
import { memoryFaults } from "../doubles/faults.js";

export async function testBroker(settings: BrokerSettings = {}): Promise<Broker> {
  const broker = await startBroker(settings);
  onTestFinished(() => broker.stop());
  return broker;
}

export async function testReceiver(broker: Broker, deps: Partial<ReceiverDeps> = {}): Promise<Receiver> {
  const receiver = startReceiver({
    url: broker.url,
    ca: broker.authority.ca,
    username: "receiver",
    password: broker.users["receiver"] ?? "",
    ...deps,
  });
  onTestFinished(() => receiver.stop());
  await receiver.ready;
  return receiver;
}

export interface TestUplink {
  readonly uploader: Uploader;
  readonly outbox: ReturnType<typeof memoryOutbox>;
  readonly faults: ReturnType<typeof memoryFaults>;
  readonly log: ReturnType<typeof memoryLog>;
  start(): void;
  stop(): Promise<void>;
}

/** An uploader of unit car-12 for a broker; `config` is YAML-shaped. */
export function testUplink(
  broker: Pick<Broker, "url" | "authority" | "users">,
  given: { readonly config?: object; readonly pictures?: PictureSource; readonly outbox?: Outbox } & Partial<
    Omit<UploaderDeps, "config" | "outbox" | "secrets">
  > & { readonly secrets?: ReturnType<UploaderDeps["secrets"]> } = {},
): TestUplink {
  const outbox = memoryOutbox();
  const faults = memoryFaults();
  const log = memoryLog();
  const { config, secrets, ...over } = given;
  const uploader = createUploader({
    secrets: () => secrets ?? { ca: broker.authority.ca, password: Buffer.from(broker.users["unit"] ?? "") },
    unit: testUnit,
    version: "0.0.0-test",
    outbox,
    pictures: { picture: () => Promise.resolve(null) },
    clock: createClock(),
    log,
    faults,
    onTime: () => undefined,
    health: () => ({ head: null, machine: null }),
    random: () => 0.5,
    ...over,
    config: uploadSchema.parse({
      url: broker.url,
      username: "unit",
      password: "not read here",
      retryAtMost: "300ms",
      ...config,
    }),
  });
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  onTestFinished(stop);
  return {
    uploader,
    outbox,
    faults,
    log,
    start: () => void (running = uploader.run(stopping.signal)),
    stop,
  };
}

/** An uploader for a broker without TLS on this machine. */
export function plainUplink(
  url: string,
  config: object = {},
  over: Partial<Pick<UploaderDeps, "outbox" | "clock">> = {},
): TestUplink {
  return testUplink(
    { url, users: {}, authority: { ca: Buffer.alloc(0) } as Broker["authority"] },
    {
      config: { url, username: undefined, password: undefined, ...config },
      secrets: {},
      ...over,
    },
  );
}
