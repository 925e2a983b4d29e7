// The parts of the sender that need no broker: window, rate, metered link, order of rows, configuration.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { uploadSchema } from "../../../src/unit/config/upload-schema.js";
import { createMetered } from "../../../src/unit/upload/metered.js";
import { SendRate } from "../../../src/unit/upload/rate.js";
import { uplinkFault } from "../../../src/unit/upload/reasons.js";
import { Rows } from "../../../src/unit/upload/rows.js";
import { SendWindow } from "../../../src/unit/upload/window.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryOutbox } from "../../kit/doubles/outbox.js";
import { scratchFolder } from "../../kit/units/scratch.js";

test("the window keeps room for hits and follows the link", async () => {
  const clock = new FakeClock();
  const window = new SendWindow(() => 8, clock);
  for (let n = 0; n < 6; n++) window.add(100);
  expect([window.admits(100, false), window.admits(100, true)]).toEqual([false, true]);
  for (let n = 0; n < 6; n++) window.done(100, 20);
  window.add(100_000);
  expect(window.admits(60_000, false)).toBe(false);
  expect(window.admits(20_000, false)).toBe(true);
  for (let n = 0; n < 4; n++) {
    await clock.advance(1_100);
    window.done(100_000, 1_500);
    window.add(100_000);
  }
  window.done(100_000, 1_500);
  window.add(20_000);
  expect(window.admits(20_000, false)).toBe(false);
  window.done(20_000, 1_500);
  expect(window.admits(500_000, false)).toBe(true);
});

test("the rate holds over time and lets one message into debt", async () => {
  const clock = new FakeClock();
  const rate = new SendRate(1_000, clock);
  expect(rate.admits()).toBe(true);
  rate.spend(3_000);
  await clock.advance(1_900);
  expect(rate.admits()).toBe(false);
  await clock.advance(200);
  expect(rate.admits()).toBe(true);
  await clock.advance(60_000);
  rate.admits();
  rate.spend(1_000);
  expect(rate.admits()).toBe(false);
});

test("a link is metered until the file says otherwise", async () => {
  const dir = scratchFolder();
  const unmeteredFile = join(dir, "operstate");
  const clock = new FakeClock();
  const metered = createMetered({ unmeteredFile, unmeteredText: "up" }, clock);
  expect(metered()).toBe(true);
  writeFileSync(unmeteredFile, "up\n");
  await clock.advance(5_000);
  expect(metered()).toBe(false);
  writeFileSync(unmeteredFile, "down\n");
  await clock.advance(5_000);
  expect(metered()).toBe(true);
  expect(createMetered(undefined, clock)()).toBe(false);
});

test("rows come once until they are handed back", () => {
  const outbox = memoryOutbox();
  const rows = new Rows(outbox);
  const add = (id: string): void => outbox.add({ id, kind: "read", topic: "reads", body: Buffer.of(1) });
  add("a");
  add("b");
  const a = rows.take("read");
  expect(a?.id).toBe("a");
  expect(rows.take("read")?.id).toBe("b");
  add("c");
  expect(rows.take("read")).toBeNull();
  rows.wake();
  expect(rows.take("read")?.id).toBe("c");
  if (a) rows.release(a, true);
  expect(rows.take("read")?.id).toBe("a");
  expect(rows.take("read")).toBeNull();
});

test("faults name what to mend", () => {
  const fault = (code: unknown, message = ""): string => {
    const { code: name, text } = uplinkFault("b:8883", code, message);
    return `${name} ${text}`;
  };
  expect(fault("ENOTFOUND")).toBe("BROKER_DOWN broker b:8883: its name cannot be resolved");
  expect(fault("ERR_TLS_CERT_ALTNAME_INVALID")).toBe(
    "BROKER_DOWN broker b:8883: its certificate is for another name",
  );
  expect(fault(0x84)).toBe("BROKER_REFUSED broker b:8883: it does not speak MQTT 5 (0x84)");
  expect(fault(0x89)).toBe("BROKER_DOWN broker b:8883: it says: server busy");
  expect(fault(undefined, "connack timeout")).toBe("BROKER_DOWN broker b:8883: connack timeout");
});

test("the configuration refuses what cannot work or is not safe", () => {
  const issues = (over: object): readonly string[] =>
    uploadSchema
      .safeParse({ url: "mqtts://b:8883", ...over })
      .error?.issues.map((issue) => issue.path.join(".")) ?? [];
  expect(issues({})).toEqual([]);
  expect(issues({ url: "mqtt://b:1883" })).toEqual(["url"]);
  expect(issues({ url: "mqtt://127.0.0.1:1883" })).toEqual([]);
  expect(issues({ url: "mqtt://127.0.0.1.evil.example:1883" })).toEqual(["url"]);
  expect(issues({ url: "mqtts://user:secret@b" })).toEqual(["url"]);
  expect(issues({ certificate: "c.pem" })).toEqual(["certificate"]);
  expect(issues({ password: "/p" })).toEqual(["password"]);
  expect(issues({ prefix: "a/#" })).toEqual(["prefix"]);
  expect(issues({ chunkSize: "1k" })).toEqual(["chunkSize"]);
});
