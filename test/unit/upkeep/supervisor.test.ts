import { expect, onTestFinished, test, vi } from "vitest";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createNoticeQueue } from "../../../src/unit/upkeep/notice-queue.js";
import type { Notice } from "../../../src/unit/upkeep/notice.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { makeAuthority } from "../../kit/peers/certificates.js";
import { startMailServer } from "../../kit/peers/smtp.js";
import { testStore } from "../../kit/units/store.js";
import { scratchFolder } from "../../kit/units/scratch.js";
import { startUpkeep } from "../../kit/units/upkeep.js";

// Hours of a fake clock are many thousand looks at a real database, on a busy machine too.
vi.setConfig({ testTimeout: 120_000 });

const lost = {
  code: "CAMERA_LOST",
  subject: "front",
  severity: "warning",
  text: "ABC1234 was there",
} as const;
const page = "https://car-12.pd.example:8443";

async function mailSetUp() {
  const folder = scratchFolder();
  const authority = makeAuthority(folder);
  const server = await startMailServer(authority.issue("localhost"));
  onTestFinished(() => server.stop());
  const password = join(folder, "password");
  writeFileSync(password, "mail password\n", { mode: 0o600 });
  const mail = {
    ...{ host: "localhost", port: server.port, ca: authority.caFile, user: "unit", password },
    ...{ from: "car-12@pd.example", to: ["sergeant@pd.example"], escalateTo: ["lieutenant@pd.example"] },
  };
  return { server, authority, supervisor: { name: "Sgt. Smith", page, mail } };
}

/** Turns the hands until something is so: mail goes through a real socket meanwhile. Ends with its test, whatever came of it. */
async function until(clock: { advance(ms: number): Promise<void> }, isSo: () => boolean): Promise<void> {
  let isOver = false;
  onTestFinished(() => void (isOver = true));
  while (!isOver && !isSo()) {
    await clock.advance(100);
    // On a fast machine half an hour of the fake clock would pass while one mail is on its way.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

test("a fault is told once by mail, once more when nobody acknowledges it, and once that it is over", async () => {
  const { server, supervisor } = await mailSetUp();
  const { faults, clock, messages, log } = await startUpkeep({ supervisor });
  faults.raise(lost);
  await clock.advance(9_000);
  expect(server.mails).toEqual([]);
  await until(clock, () => server.mails.length === 1);
  const [first] = server.mails;
  expect(first?.to).toEqual(["sergeant@pd.example"]);
  expect(first?.text).toContain("Subject: [Tagwatch car-12] camera front: a camera ended its stream");
  expect(first?.text).toMatch(/https:\/\/car-12\.pd\.example:8443\/acknowledge\/[\w-]{32}/);
  // What a part says at the moment may name a plate: it stays on the unit.
  expect(first?.text).not.toContain("ABC1234");
  for (let i = 0; i < 31; i++) await clock.advance(60_000);
  await until(clock, () => server.mails.length === 2);
  expect(server.mails[1]?.to).toEqual(["lieutenant@pd.example"]);
  expect(server.mails[1]?.text).toContain("NOBODY ACKNOWLEDGED");
  faults.clear("CAMERA_LOST", "front");
  await clock.advance(30_000);
  expect(server.mails).toHaveLength(2);
  await clock.advance(32_000);
  await until(clock, () => server.mails.length === 3);
  expect(server.mails[2]?.text).toContain("over: camera front");
  for (let i = 0; i < 60; i++) await clock.advance(60_000);
  expect(server.mails).toHaveLength(3);
  expect(messages().map(({ change }) => change)).toEqual(["raised", "escalated", "cleared"]);
  expect(new Set(messages().map(({ faultId }) => faultId)).size).toBe(1);
  expect(log.lines.filter(({ level }) => level === "error")).toEqual([]);
});

test("a fault that comes and goes is one fault, and one that is over soon is not told", async () => {
  const { server, supervisor } = await mailSetUp();
  const { faults, clock, messages } = await startUpkeep({ supervisor });
  faults.raise({ ...lost, subject: "rear" });
  await clock.advance(5_000);
  faults.clear("CAMERA_LOST", "rear");
  for (let i = 0; i < 5; i++) {
    faults.raise(lost);
    await clock.advance(15_000);
    faults.clear("CAMERA_LOST", "front");
    await clock.advance(15_000);
  }
  await clock.advance(62_000);
  await until(clock, () => server.mails.length === 2);
  expect(server.mails.map(({ text }) => /Subject: \[Tagwatch car-12\] (over)?/.exec(text)?.[1])).toEqual([
    undefined,
    "over",
  ]);
  const front = messages().filter(({ subject }) => subject === "front");
  expect(new Set(front.map(({ faultId }) => faultId)).size).toBe(1);
});

test("a mail server that is down loses no notice, over a restart too, and is a fault itself", async () => {
  const { server, authority, supervisor } = await mailSetUp();
  await server.stop();
  const first = await startUpkeep({ supervisor });
  first.faults.raise(lost);
  await until(first.clock, () => first.faults.list().some(({ code }) => code === "NOTICE_UNDELIVERED"));
  await first.end();
  const again = await startMailServer(authority.issue("localhost"), server.port);
  onTestFinished(() => again.stop());
  const second = await startUpkeep({ supervisor, dir: first.dir, clock: first.clock });
  second.faults.raise(lost);
  await until(second.clock, () => again.mails.length >= 1);
  await second.clock.advance(30_000);
  expect(again.mails.filter(({ text }) => /Subject: .*camera front/.test(text))).toHaveLength(1);
});

test("what stood at the last end is the same fault again, and is over when it is not found again", async () => {
  const first = await startUpkeep({});
  first.faults.raise(lost);
  first.faults.raise({ ...lost, subject: "rear" });
  const before = first.faults.list();
  await first.end();
  const second = await startUpkeep({ dir: first.dir, clock: first.clock });
  second.faults.raise({ ...lost, text: "still lost" });
  expect(second.faults.list()[0]).toMatchObject({ id: before[0]?.id, since: before[0]?.since });
  await second.clock.advance(200_000);
  const rear = second.messages().filter(({ subject }) => subject === "rear");
  expect(rear.map(({ change, faultId }) => [change, faultId])).toEqual([
    ["raised", before[1]?.id],
    ["cleared", before[1]?.id],
  ]);
});

test("without mail or webhook nobody counts as told, and the receiver still hears that nobody cared", async () => {
  const { faults, clock, store, messages, upkeep } = await startUpkeep({
    supervisor: { name: "Sgt. Smith" },
  });
  faults.raise(lost);
  for (let i = 0; i < 32; i++) await clock.advance(60_000);
  expect(messages().map(({ change }) => change)).toEqual(["raised", "escalated"]);
  expect(upkeep.faults.standing()).toMatchObject([{ toldAt: null }]);
  expect(store.auditEvents(20, null).filter(({ event }) => event === "supervisor.tell")).toEqual([]);
});

test("the supervisor hears that a fault is over which a restart did not find again, and nothing more of it", async () => {
  const { server, supervisor } = await mailSetUp();
  const first = await startUpkeep({ supervisor });
  first.faults.raise(lost);
  await until(first.clock, () => server.mails.length === 1);
  await first.end();
  const second = await startUpkeep({ supervisor, dir: first.dir, clock: first.clock });
  await second.clock.advance(200_000);
  await second.clock.advance(62_000);
  for (let i = 0; i < 40; i++) await second.clock.advance(60_000);
  await until(second.clock, () => server.mails.length > 1);
  expect(server.mails[1]?.text).toContain("over: camera front");
  expect(second.messages().map(({ change }) => change)).toEqual(["raised", "cleared"]);
  expect(second.ledger.archive.open()).toEqual([]);
});

test("a webhook gets signed JSON, again after it refused, and no words of the moment", async () => {
  const got: { readonly body: string; readonly headers: IncomingHttpHeaders }[] = [];
  let status = 500;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      got.push({ body: Buffer.concat(chunks).toString(), headers: request.headers });
      response.writeHead(status).end();
    });
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const secret = join(scratchFolder(), "secret");
  writeFileSync(secret, "hook", { mode: 0o600 });
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/faults`;
  const { faults, clock } = await startUpkeep({ supervisor: { name: "Smith", webhook: { url, secret } } });
  faults.raise(lost);
  await until(clock, () => got.length === 1);
  status = 204;
  await until(clock, () => got.length === 2);
  expect(got[1]?.body).toBe(got[0]?.body);
  expect(JSON.parse(got[1]?.body ?? "")).toMatchObject({
    kind: "raised",
    faults: [{ part: "camera", subject: "front", what: "a camera ended its stream" }],
  });
  expect(got[1]?.body).not.toContain("ABC1234");
  const mac = createHmac("sha256", "hook")
    .update(got[1]?.body ?? "")
    .digest("hex");
  expect(got[1]?.headers["x-tagwatch-signature"]).toBe(`sha256=${mac}`);
});

test("acknowledged by MQTT it is not told again; damage stands until it is repaired, over restarts", async () => {
  const { server, supervisor } = await mailSetUp();
  const first = await startUpkeep({ supervisor });
  const actor = { name: "olive", role: "officer", source: "10.0.0.2" } as const;
  const damage = {
    part: "camera",
    subject: "front",
    severity: "warning",
    note: "glass broken by XYZ987",
  } as const;
  const { fault } = first.upkeep.faults.report(damage, actor);
  await until(first.clock, () => server.mails.length === 1);
  expect(server.mails[0]?.text).toMatch(/WARNING {2}camera front \(\w{6}\): a person reported damage/);
  expect(JSON.stringify([server.mails, first.messages()])).not.toContain("XYZ987");
  const answer = { v: 1, type: "fault-acknowledge", faultId: fault.id, by: "Smith" };
  expect(first.upkeep.faults.heard(Buffer.from(JSON.stringify(answer)))).toBe(true);
  for (let i = 0; i < 40; i++) await first.clock.advance(60_000);
  expect(server.mails).toHaveLength(1);
  await first.end();
  const second = await startUpkeep({ dir: first.dir, clock: first.clock });
  expect(second.upkeep.faults.standing()).toMatchObject([
    { fault: { id: fault.id, acknowledged: { by: "Smith", way: "mqtt" } }, report: { note: damage.note } },
  ]);
  expect(second.upkeep.faults.repaired(fault.id, "new glass", actor)).toBe(true);
  expect(second.upkeep.faults.standing()).toEqual([]);
  const events = second.store.auditEvents(50, null).map(({ event }) => event);
  expect(events).toEqual(expect.arrayContaining(["damage.report", "damage.repaired", "fault.acknowledge"]));
});

const minute = 60_000;

test("what nobody acknowledged is escalated over restarts, in another boot with a clock that went back too", async () => {
  const { server, supervisor } = await mailSetUp();
  const first = await startUpkeep({ supervisor });
  first.faults.raise(lost);
  await until(first.clock, () => server.mails.length === 1);
  for (let i = 0; i < 6; i++) await first.clock.advance(minute);
  await first.end();
  // A computer without a clock of its own wakes up in the past.
  const back = new FakeClock(Date.UTC(2026, 0, 1), "boot-2");
  const second = await startUpkeep({ supervisor, dir: first.dir, clock: back });
  second.faults.raise(lost);
  for (let i = 0; i < 6; i++) await back.advance(minute);
  expect(server.mails).toHaveLength(1);
  await second.end();
  const third = await startUpkeep({ supervisor, dir: first.dir, clock: back });
  third.faults.raise(lost);
  for (let i = 0; i < 6; i++) await back.advance(minute);
  await until(back, () => server.mails.length === 2);
  expect(server.mails[1]?.to).toEqual(["lieutenant@pd.example"]);
});

test("time that the unit was off counts for who did not acknowledge", async () => {
  const { server, supervisor } = await mailSetUp();
  const first = await startUpkeep({ supervisor });
  first.faults.raise(lost);
  await until(first.clock, () => server.mails.length === 1);
  await first.end();
  const morning = new FakeClock(first.clock.now() + 60 * minute, "boot-2");
  const second = await startUpkeep({ supervisor, dir: first.dir, clock: morning });
  await morning.advance(5_000);
  expect(server.mails).toHaveLength(1);
  second.faults.raise(lost);
  await until(morning, () => server.mails.length === 2);
  expect(server.mails[1]?.text).toContain("NOBODY ACKNOWLEDGED");
});

test("a fault of the last run is told as begun only once this run finds it, and never as over when it was not told", async () => {
  const { server, supervisor } = await mailSetUp();
  const first = await startUpkeep({ supervisor });
  first.faults.raise(lost);
  first.faults.raise({ ...lost, subject: "rear" });
  await first.clock.advance(3_000);
  await first.end();
  const second = await startUpkeep({ supervisor, dir: first.dir, clock: first.clock });
  await second.clock.advance(100_000);
  expect(server.mails).toEqual([]);
  second.faults.raise({ ...lost, subject: "rear" });
  await until(second.clock, () => server.mails.length === 1);
  for (let i = 0; i < 5; i++) await second.clock.advance(minute);
  expect(server.mails.map(({ text }) => /camera (front|rear)/.exec(text)?.[1])).toEqual(["rear"]);
});

test("a fault that comes and goes for hours is told a few times, then hourly with how often; one that stays is told", async () => {
  const { server, supervisor } = await mailSetUp();
  const first = await startUpkeep({ supervisor });
  async function flap(
    { faults, clock }: Awaited<ReturnType<typeof startUpkeep>>,
    times: number,
  ): Promise<void> {
    for (let i = 0; i < times; i++) {
      faults.raise(lost);
      await clock.advance(20_000);
      faults.clear("CAMERA_LOST", "front");
      await clock.advance(100_000);
    }
  }
  await flap(first, 60);
  await first.end();
  const second = await startUpkeep({ supervisor, dir: first.dir, clock: first.clock });
  await flap(second, 180);
  const began = (): readonly string[] =>
    server.mails.map(({ text }) => text).filter((text) => /Subject: \[Tagwatch car-12\] camera/.test(text));
  await until(second.clock, () => began().length >= 10);
  // 8 hours, 240 times: 3 at once, then one an hour.
  expect(began().length).toBeLessThanOrEqual(11);
  expect(server.mails.length).toBeLessThanOrEqual(22);
  expect(began().filter((text) => /again 2\d times since the last notice/.test(text)).length).toBeGreaterThan(
    5,
  );
  const before = began().length;
  second.faults.raise(lost);
  for (let i = 0; i < 11; i++) await second.clock.advance(minute);
  await until(second.clock, () => began().length === before + 1);
});

test("a warning that becomes critical is told anew, also to who knows of the warning and after many warnings", async () => {
  const { server, supervisor } = await mailSetUp();
  const { faults, clock, upkeep } = await startUpkeep({ supervisor });
  const graver = { ...lost, severity: "critical" } as const;
  const began = (): readonly string[] =>
    server.mails.map(({ text }) => text).filter((text) => /Subject: \[Tagwatch car-12\] camera/.test(text));
  const actor = { name: "pat", role: "supervisor", source: "test" } as const;
  faults.raise(lost);
  await until(clock, () => began().length === 1);
  upkeep.faults.acknowledge(faults.list()[0]?.id ?? "", actor);
  faults.raise(graver);
  await until(clock, () => began().length === 2);
  expect(began()[1]).toContain("CRITICAL  camera front");
  faults.raise(lost);
  await clock.advance(5_000);
  faults.raise(graver);
  for (let i = 0; i < 20; i++) await clock.advance(minute);
  expect(server.mails).toHaveLength(2);
  for (let i = 0; i < 11; i++) await clock.advance(minute);
  await until(clock, () => server.mails.length === 3);
  expect(server.mails[2]?.text).toContain("NOBODY ACKNOWLEDGED");
  faults.clear("CAMERA_LOST", "front");
  for (let i = 0; i < 6; i++) {
    await clock.advance(2 * minute);
    faults.raise({ ...lost, subject: "rear" });
    await clock.advance(15_000);
    faults.clear("CAMERA_LOST", "rear");
  }
  await clock.advance(2 * minute);
  const before = began().length;
  faults.raise({ ...graver, subject: "rear" });
  await clock.advance(15_000);
  await until(clock, () => began().length === before + 1);
});

test("of more faults than one notice holds the critical ones stay, and a critical one stays critical", async () => {
  const { store, log } = await testStore();
  const queue = createNoticeQueue(store.upkeep, log);
  const add = (i: number, subject: string, severity: "critical" | "warning"): void =>
    queue.add({
      ...{ id: `n${String(i)}`, at: i, channel: "mail", to: [] },
      notice: {
        ...{ v: 1, type: "notice", id: `n${String(i)}`, kind: "raised", at: "2026-01-15T12:00:00.000Z" },
        supervisor: "Smith",
        unit: { id: "car-12", kind: "vehicle", name: "12" },
        faults: [
          {
            ...{ faultId: `f${String(i)}`, part: "camera", subject, code: "CAMERA_LOST", severity },
            ...{ what: "w", advice: "a", since: "2026-01-15T12:00:00.000Z" },
          },
        ],
      },
    });
  for (let i = 0; i < 19; i++) add(i, "front", "warning");
  add(19, "rear", "critical");
  add(20, "rear", "warning");
  for (let i = 21; i < 200; i++) add(i, `side${String(i)}`, "warning");
  const last = queue.of("mail").at(-1)?.notice;
  expect(last?.faults).toHaveLength(100);
  expect(last?.more).toBe(80);
  expect(last?.faults.filter(({ severity }) => severity === "critical")).toMatchObject([{ subject: "rear" }]);
});

test("notices that no server takes are merged, and none of their faults is lost", async () => {
  const { store, log } = await testStore();
  const queue = createNoticeQueue(store.upkeep, log);
  const notice = (i: number, subject: string): Notice => ({
    ...{ v: 1, type: "notice", id: `n${String(i)}`, kind: "raised", at: "2026-01-15T12:00:00.000Z" },
    supervisor: "Smith",
    unit: { id: "car-12", kind: "vehicle", name: "12" },
    faults: [
      {
        ...{ faultId: `f${String(i)}`, part: "camera", subject, code: "CAMERA_LOST", severity: "warning" },
        ...{ what: "w", advice: "a", since: "2026-01-15T12:00:00.000Z" },
      },
    ],
  });
  for (let i = 0; i < 500; i++) {
    const subject = i % 50 === 0 ? `side${String(i)}` : "front";
    queue.add({ id: `n${String(i)}`, at: i, channel: "mail", to: [], notice: notice(i, subject) });
  }
  const waiting = queue.of("mail");
  expect(waiting).toHaveLength(20);
  const faults = waiting.flatMap((one) => one.notice.faults);
  expect(new Set(faults.map(({ subject }) => subject)).size).toBe(11);
  expect(faults.reduce((sum, { again = 0 }) => sum + 1 + again, 0)).toBe(500);
});
