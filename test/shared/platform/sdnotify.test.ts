import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { openSdNotify } from "../../../src/shared/platform/sdnotify.js";
import { scratchFolder } from "../../kit/units/scratch.js";

/** A real datagram socket, as systemd's: prints a line for each message. */
const listener = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("listening", flush=True)
while True: print(s.recv(4096).decode().replace(chr(10), "|"), flush=True)
`;

test("messages reach the socket in order, and a second of a kind replaces one that waits", async () => {
  const path = join(scratchFolder(), "notify");
  const child = spawn("python3", ["-c", listener, path], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill());
  const lines = createInterface({ input: child.stdout });
  const heard: string[] = [];
  lines.on("line", (line) => heard.push(line));
  await once(lines, "line");

  const notify = openSdNotify({ ...process.env, NOTIFY_SOCKET: path, WATCHDOG_USEC: "60000000" });
  expect(notify.watchdogMs).toBe(30_000);
  notify.send("READY=1");
  notify.send("STATUS=-first");
  notify.send("STATUS=second = 2");
  notify.send("WATCHDOG=1");
  notify.close();
  notify.send("STATUS=never");
  await expect
    .poll(() => heard.filter((line) => line !== "BARRIER=1").slice(1), { timeout: 10_000 })
    .toEqual(["READY=1", "STATUS=second = 2", "WATCHDOG=1"]);
});

test("outside systemd nothing is sent and there is no watchdog", () => {
  const notify = openSdNotify({});
  notify.send("READY=1");
  expect(notify.watchdogMs).toBeNull();
});
