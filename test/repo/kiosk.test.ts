// The unit of systemd that docs/operator/kiosk.md gives to be copied: it is one, and waits for the page.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { scratchFolder } from "../kit/units/scratch.js";

const text = readFileSync(new URL("../../docs/operator/kiosk.md", import.meta.url), "utf8");
const unit = /```ini\n(\[Unit\][\s\S]*?)```/.exec(text)?.[1] ?? "";
const lines = unit.replaceAll("\\\n", " ").split("\n");
const value = (key: string): string =>
  lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1) ?? "";
const waits = value("ExecStartPre").split(/\s+/);
const option = (name: string): number => Number(waits[waits.indexOf(name) + 1]);

it.skipIf(!existsSync("/usr/bin/systemd-analyze"))("is a unit that systemd takes", () => {
  const file = join(scratchFolder(), "tagwatch-kiosk.service");
  // The programs of a vehicle's computer need not be on this one.
  writeFileSync(file, unit.replace("/usr/bin/cage", "/bin/true").replace("/usr/bin/curl", "/bin/true"));
  const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", file], { encoding: "utf8" });
  expect(status).toBe(0);
  expect(stderr.split("\n").filter((line) => line.includes("tagwatch-kiosk"))).toEqual([]);
});

it("is given the time it waits for the page, begins anew without end, and asks where Chromium goes", () => {
  expect(value("TimeoutStartSec")).toBe("3min");
  expect(option("--retry-max-time") + option("--max-time")).toBeLessThan(180);
  expect([value("Restart"), value("StartLimitIntervalSec")]).toEqual(["always", "0"]);
  expect(waits.at(-1)).toBe(value("ExecStart").split(/\s+/).at(-1));
});

it.skipIf(!existsSync("/usr/bin/curl"))("waits until the page answers", async () => {
  const server = createServer((_request, response) => response.end());
  onTestFinished(() => void server.close());
  const { port } = await listening(server, 0);
  await new Promise((resolve) => server.close(resolve));
  const [program = "", ...args] = waits.slice(0, -1);
  const waiting = spawn(program, [...args, "--verbose", `http://127.0.0.1:${String(port)}/`]);
  onTestFinished(() => void waiting.kill());
  const over = once(waiting, "exit");
  let told = "";
  for await (const chunk of waiting.stderr) if ((told += String(chunk)).includes("refused")) break;
  expect(waiting.exitCode).toBeNull();
  await listening(server, port);
  expect(await over).toEqual([0, null]);
});

async function listening(server: ReturnType<typeof createServer>, port: number): Promise<AddressInfo> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server.address() as AddressInfo;
}
