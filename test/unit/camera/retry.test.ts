// When a lost camera is opened again, by a clock whose hands are turned and a real port.
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { cameraSchema } from "../../../src/unit/config/schema.js";
import { attempt } from "../../../src/unit/camera/attempt.js";
import { createDecoding } from "../../../src/unit/camera/decoding/choice.js";
import { createRetry } from "../../../src/unit/camera/retry.js";
import { sourceOf } from "../../../src/unit/camera/source.js";
import { freePort } from "../../kit/peers/broker.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { FakeClock } from "../../kit/doubles/clock.js";

/** Something that takes connections and says nothing. */
async function listenOn(port: number): Promise<number> {
  const server = createServer((socket) => socket.on("error", () => undefined)).listen(port, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

function retryOf(source: string, credentials: () => string | null = () => null) {
  const clock = new FakeClock();
  const retry = createRetry(() => sourceOf({ source }), { clock, random: () => 0, credentials });
  return { clock, retry };
}

const attempts = Array.from({ length: 9 });

it("a camera that answers is asked again within four seconds, one that says no, and a file, within thirty", () => {
  const lost = retryOf("rtsp://127.0.0.1:9/cam").retry;
  expect(Math.max(...attempts.map(() => lost.next("CAMERA_LOST")))).toBe(4_000);
  expect(lost.next("CAMERA_REFUSED")).toBe(30_000);
  lost.reset();
  expect(lost.next("CAMERA_STALLED")).toBe(500);
  const file = retryOf("/srv/clip.mp4").retry;
  expect(Math.max(...attempts.map(() => file.next("CAMERA_LOST")))).toBe(30_000);
});

it("a camera that was away is opened as soon as something answers there", async () => {
  const port = await freePort();
  const { clock, retry } = retryOf(`rtsp://u:p/w@127.0.0.1:${String(port)}/cam`);
  let isOver = false;
  const waiting = retry.wait(500, new AbortController().signal).then(() => (isOver = true));
  for (let second = 0; second < 5; second++) {
    await clock.untilAsleep(1);
    await clock.advance(1_000);
  }
  expect(isOver).toBe(false);
  await listenOn(port);
  await clock.untilAsleep(1);
  await clock.advance(1_000);
  await waiting;
});

it("a camera that said no is asked again as soon as its credentials are changed", async () => {
  const port = await listenOn(0);
  let password = "old";
  const { clock, retry } = retryOf(`rtsp://127.0.0.1:${String(port)}/cam`, () => `unit:${password}`);
  const waiting = retry.wait(30_000, new AbortController().signal);
  await clock.untilAsleep(1);
  await clock.advance(1_000);
  await clock.untilAsleep(1);
  password = "new";
  await clock.advance(1_000);
  await waiting;
  expect(clock.now()).toBe(new FakeClock().now() + 2_000);
});

it("credentials that were changed while an attempt failed count at the next look", async () => {
  const port = await listenOn(0);
  let password = "old";
  const { clock, retry } = retryOf(`rtsp://127.0.0.1:${String(port)}/cam`, () => `unit:${password}`);
  for (const next of ["new", "newer"]) {
    password = next;
    const before = clock.now();
    const waiting = retry.wait(30_000, new AbortController().signal);
    await clock.untilAsleep(1);
    await clock.advance(1_000);
    await waiting;
    expect(clock.now()).toBe(before + 1_000);
  }
  // Those were tried and refused: a camera that locks whoever asks too often is left alone until the delay is over.
  let isOver = false;
  const waiting = retry.wait(3_000, new AbortController().signal).then(() => (isOver = true));
  for (let second = 0; second < 3; second++) {
    expect(isOver).toBe(false);
    await clock.untilAsleep(1);
    await clock.advance(1_000);
  }
  await waiting;
});

it("the first picture may take twenty seconds, however short stallAfter is", async () => {
  const port = await listenOn(0);
  const source = `rtsp://127.0.0.1:${String(port)}/cam`;
  const config = cameraSchema.parse({ id: "c", source, stallAfter: "2s" });
  const clock = new FakeClock();
  const silent: string[] = [];
  const stop = new AbortController();
  const ended = attempt(
    { kind: "rtsp", address: source },
    config,
    {
      ...{ clock, buffers: 3, credentials: () => null, onFrame: () => undefined },
      decoding: createDecoding("software", {
        ...{ log: memoryLog(), probe: () => Promise.resolve(null), onFault: () => undefined },
      }),
      onSilent: (text) => void silent.push(text),
    },
    stop.signal,
  );
  await clock.untilAsleep(1);
  await clock.advance(19_000);
  expect(silent).toEqual([]);
  await clock.advance(2_000);
  expect(silent).toEqual(["no frame for 20 s"]);
  stop.abort();
  await clock.advance(10_000);
  await ended;
});
