// The reference receiver as a process of its own, against a real mosquitto.
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Broker } from "../../kit/peers/broker.js";
import { nthHit, nthRead } from "../../kit/samples/numbered.js";
import type { ToldTime } from "../../../src/unit/core/time/centre-time.js";
import { recordMessages } from "../../../src/unit/upload/messages.js";
import { testBroker, testUplink, type TestUplink } from "../../kit/units/uplink.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const wait = { timeout: 40_000, interval: 50 };
const patient = 120_000;
const root = new URL("../../../", import.meta.url).pathname;

interface Running {
  readonly child: ChildProcess;
  readonly said: () => string;
  end(signal: NodeJS.Signals): Promise<number | null>;
}

function startCli(broker: Broker, dir: string, password: string): Running {
  const passwordFile = join(scratchFolder(), "password");
  writeFileSync(passwordFile, `${password}\n`);
  const args = ["--url", broker.url, "--ca", broker.authority.caFile, "--user", "receiver", "--receipts"];
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "test/kit/receiver/main.ts", ...args, "--password-file", passwordFile, "--dir", dir],
    { cwd: root, stdio: ["ignore", "pipe", "pipe"] },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (said += String(chunk)));
  const gone = once(child, "exit");
  return {
    child,
    said: () => said,
    async end(signal) {
      child.kill(signal);
      await gone;
      return child.exitCode;
    },
  };
}

const pictures = { plate: randomBytes(3_000), vehicle: randomBytes(90_000) };

function send(uplink: TestUplink, n: number): void {
  const read = nthRead(n);
  for (const draft of recordMessages(read, [nthHit(n, read)], pictures)) uplink.outbox.add(draft);
  uplink.uploader.wake();
}

function linesOf(dir: string, type: string): readonly string[] {
  const lines = readFileSync(join(dir, "messages.jsonl"), "utf8").split("\n").filter(Boolean);
  const messages = lines.map((line) => JSON.parse(line) as { readonly type: string; readonly id: string });
  return messages.filter((message) => message.type === type).map((message) => message.id);
}

test(
  "keeps every message once, with its pictures, also after it was killed; answers receipts",
  { timeout: patient },
  async () => {
    const broker = await testBroker();
    const dir = scratchFolder();
    const first = startCli(broker, dir, broker.users["receiver"] ?? "");
    await vi.waitFor(() => expect(first.said()).toContain("listening"), wait);
    const told: ToldTime[] = [];
    const uplink = testUplink(broker, {
      config: { confirm: "receiver", receiptTimeout: "2s" },
      onTime: (time) => void told.push(time),
      pictures: {
        picture: (id) => Promise.resolve(id.endsWith("plate") ? pictures.plate : pictures.vehicle),
      },
    });
    uplink.start();
    for (const n of [1, 2, 3]) send(uplink, n);
    await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
    expect(linesOf(dir, "read")).toHaveLength(3);
    // Its receipts tell the time, between the sending of what they name and their coming.
    for (const { at, askedNs, heardNs, address } of told) {
      expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
      expect(heardNs - askedNs).toBeGreaterThan(0n);
      expect(address).toMatch(/127\.0\.0\.1|::1/);
    }
    expect(told.length).toBeGreaterThan(0);

    await first.end("SIGKILL");
    appendFileSync(join(dir, "messages.jsonl"), '{"v":1,"type":"read","id":"torn');
    // The first read comes again, as after a lost receipt, and a new one.
    for (const n of [1, 4]) send(uplink, n);
    const second = startCli(broker, dir, broker.users["receiver"] ?? "");
    await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
    expect(await second.end("SIGTERM")).toBe(0);
    expect(linesOf(dir, "read").map((id) => id.slice(0, 36))).toEqual([1, 2, 3, 4].map((n) => nthRead(n).id));
    expect(new Set(linesOf(dir, "hit")).size).toBe(4);
    expect(readdirSync(join(dir, "pictures"))).toHaveLength(8);
    expect(readFileSync(join(dir, "pictures", `${nthRead(4).id}.1.vehicle.jpg`))).toEqual(pictures.vehicle);
  },
);

test("says why it cannot work and ends with status 1", { timeout: patient }, async () => {
  const broker = await testBroker();
  const refused = startCli(broker, scratchFolder(), "wrong");
  await once(refused.child, "exit");
  expect(refused.child.exitCode).toBe(1);
  expect(refused.said()).toMatch(/connection: .*(Not authorized|Bad User Name)/i);
});
