// What systemd's journal gets: sentences, fields by its own protocol, one line a second of one cause.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test, vi } from "vitest";
import { openJournalSocket, type JournalWays } from "../../../src/shared/platform/journal/ways.js";
import type { JournalLine } from "../../../src/shared/platform/journal/line.js";
import { createLog } from "../../../src/shared/platform/log.js";
import { scratchFolder } from "../../kit/units/scratch.js";

function collecting(send?: JournalWays["send"]) {
  const lines: string[] = [];
  const sent: JournalLine[] = [];
  const log = createLog({
    level: "info",
    write: (text) => void lines.push(text),
    send: send ?? ((line) => Boolean(sent.push(line))),
  });
  return { log, lines, sent };
}

const lost = {
  ...{ code: "CAMERA_LOST", subject: "front", reason: "no picture for 10 s" },
  hint: "check power, cable and address",
};

test("a fault is a sentence with code, subject, camera and the id of its kind; other lines go to standard output", () => {
  const { log, lines, sent } = collecting();
  log.warn("fault", lost);
  log.info("fault cleared", { code: "CAMERA_LOST", subject: "front", lastedMs: 200_000 });
  log.child({ part: "vision" }).info("camera delivers", { camera: "front", size: "1280x720" });
  log.child({ part: "gps" }).info("found a receiver", { device: "/dev/tty USB0" });
  expect(sent.map(({ text, fields, priority }) => [priority, text, fields])).toEqual([
    [
      4,
      "CAMERA_LOST front: no picture for 10 s. What to do: check power, cable and address",
      {
        MESSAGE_ID: "86b23c755dc44d2fa95409a786344b74",
        ...{ CODE: "CAMERA_LOST", SUBJECT: "front", CAMERA: "front" },
      },
    ],
    [6, "CAMERA_LOST front is over after 3 min", expect.objectContaining({ CAMERA: "front" })],
    [6, "camera front: camera delivers (size=1280x720)", { CAMERA: "front", PART: "vision" }],
  ]);
  expect(lines).toEqual(['<6>gps: found a receiver (device="/dev/tty USB0")\n']);
});

test("where the journal takes no fields the sentence comes on standard output, a trace line by line, without controls", () => {
  const { log, lines } = collecting(() => false);
  log.warn("fault", lost);
  log.error("a bug stops the daemon", { reason: "Error: x\n    at y\u001b[2J" });
  expect(lines).toEqual([
    "<4>CAMERA_LOST front: no picture for 10 s. What to do: check power, cable and address\n",
    "<3>a bug stops the daemon: Error: x\n<3>    at y?[2J\n",
  ]);
});

test("one cause has one line a second, with how many more there were; another cause is not held back", () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const { log, lines } = collecting();
  for (let i = 0; i < 500; i++) log.error("a read could not be recorded", { readId: String(i) });
  log.error("a read could not be recorded", { part: "other" });
  expect(lines).toHaveLength(2);
  vi.advanceTimersByTime(1_000);
  expect(lines[2]).toBe("<3>a read could not be recorded (readId=499) (and 498 more like it)\n");
  log.error("a read could not be recorded", { readId: "500" });
  vi.advanceTimersByTime(5_000);
  expect(lines.slice(3)).toEqual(["<3>a read could not be recorded (readId=500)\n"]);
});

test("entries reach a datagram socket in the journal's own protocol, with lines of several lines whole", async () => {
  const path = join(scratchFolder(), "journal");
  // Node has no such sockets: Perl listens, too.
  const receiver = spawn("perl", [
    "-MSocket",
    "-e",
    `$| = 1; socket(S, AF_UNIX, SOCK_DGRAM, 0); bind(S, pack_sockaddr_un($ARGV[0])) or die;
     print "ready\\n"; while (defined recv(S, my $d, 65536, 0)) { print unpack("H*", $d), "\\n" }`,
    path,
  ]);
  onTestFinished(() => void receiver.kill());
  const entries: string[] = [];
  const lines = createInterface(receiver.stdout);
  await once(lines, "line");
  expect(existsSync(path)).toBe(true);
  lines.on("line", (line) => entries.push(Buffer.from(line, "hex").toString("latin1")));
  const send = openJournalSocket("tagwatch", path);
  onTestFinished(() => send.close());
  const line = { priority: 3, fields: { CODE: "X", CAMERA: "front" }, cause: "" };
  expect(send({ ...line, text: "one" })).toBe(true);
  expect(send({ ...line, text: "two\nlines" })).toBe(true);
  await vi.waitFor(() => expect(entries).toHaveLength(2), { timeout: 10_000 });
  expect(entries[0]).toBe(
    `PRIORITY=3\nSYSLOG_IDENTIFIER=tagwatch\nSYSLOG_PID=${String(process.pid)}\nCODE=X\nCAMERA=front\nMESSAGE=one\n`,
  );
  expect(entries[1]).toContain("MESSAGE\n\x09\0\0\0\0\0\0\0two\nlines\n");
});

test("without a journal nothing is started", () => {
  expect(
    openJournalSocket(
      "tagwatch",
      join(scratchFolder(), "none"),
    )({ priority: 3, text: "", fields: {}, cause: "" }),
  ).toBe(false);
});

test("what a helper that is not there, or ends, had not done comes on standard output; none is lost", async () => {
  const path = join(scratchFolder(), "journal");
  writeFileSync(path, "");
  onTestFinished(() => void vi.unstubAllEnvs());
  // As Perl ends without its modules.
  const ending = scratchFolder();
  writeFileSync(join(ending, "perl"), "#!/bin/sh\nexit 2\n", { mode: 0o755 });
  for (const folder of [scratchFolder(), ending]) {
    vi.stubEnv("PATH", folder);
    const told: string[] = [];
    const send = openJournalSocket("tagwatch", path, ({ text }) => void told.push(text));
    const put = (text: string): void => {
      if (!send({ priority: 3, fields: { CODE: "X" }, cause: "", text })) told.push(text);
    };
    for (const text of ["one", "two", "three"]) put(text);
    await vi.waitFor(() => expect([...told].sort()).toEqual(["one", "three", "two"]), { timeout: 10_000 });
    expect(send({ priority: 3, fields: { CODE: "X" }, cause: "", text: "four" })).toBe(false);
  }
});
