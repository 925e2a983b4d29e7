// Lines on their way to systemd's journal: with fields by its own protocol, all others on standard output.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import type { Socket } from "node:net";
import type { JournalLine } from "./line.js";

/** Where lines go. `write` takes text with newlines (standard output); `send` an entry, false when it cannot take it. */
export interface JournalWays {
  readonly write: (text: string) => void;
  readonly send: (line: JournalLine) => boolean;
}

const onceEveryMs = 1_000;
const causesAtMost = 1_000;

/** A line as standard output carries it: each line of a stack trace is an entry of its own, with its priority. */
function plainly({ priority, text }: Pick<JournalLine, "priority" | "text">): string {
  const lines = text.split("\n").map((one) => `<${String(priority)}>${one}\n`);
  return lines.join("");
}

/** Writes one line a second of each cause, and with the next one how many more there were. */
export function createJournal({ write, send }: JournalWays): (line: JournalLine) => void {
  const seen = new Map<string, { more: number; last: JournalLine }>();

  function put(line: JournalLine, more: number): void {
    const text = more === 0 ? line.text : `${line.text} (and ${String(more)} more like it)`;
    if (Object.keys(line.fields).length > 0 && send({ ...line, text })) return;
    write(plainly({ ...line, text }));
  }
  /** What was held back is told also when nothing like it follows. */
  function later(cause: string): void {
    setTimeout(() => {
      const held = seen.get(cause);
      if (!held || held.more === 0) return void seen.delete(cause);
      put(held.last, held.more - 1);
      seen.set(cause, { ...held, more: 0 });
      later(cause);
    }, onceEveryMs).unref();
  }
  return (line) => {
    const held = seen.get(line.cause);
    if (held) {
      held.more++;
      held.last = line;
      return;
    }
    put(line, 0);
    if (seen.size >= causesAtMost) return;
    seen.set(line.cause, { more: 0, last: line });
    later(line.cause);
  };
}

// Node has no datagram sockets of the AF_UNIX family. Perl is in every Debian (perl-base is essential), starts in
// milliseconds, and as a child that stays it is known to the journal as part of the service, as a short one would not be.
// An entry that the journal does not take comes out on standard output, which the journal reads too. A dot for each entry
// says that it is done. The end of its input ends it: at a stop systemd's signal comes before the daemon's last lines.
const helper = `
use Socket; binmode STDIN; $| = 1; $SIG{TERM} = $SIG{INT} = $SIG{PIPE} = "IGNORE";
open(my $done, ">&=", 3) or exit 1;
socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or exit 1;
my $to = pack_sockaddr_un($ARGV[0]);
while ((read(STDIN, my $n, 4) // 0) == 4) {
  my $l = unpack("N", $n); my $d = "";
  last unless (read(STDIN, $d, $l) // 0) == $l;
  unless (defined send($s, $d, 0, $to)) {
    my ($p) = $d =~ /^PRIORITY=(\\d)/m; my ($m) = $d =~ /^MESSAGE=(.*)/m;
    print "<", $p // 6, ">", $m // "a line for the journal was lost", "\\n";
  }
  syswrite($done, ".");
}`;
const socketPath = "/run/systemd/journal/socket";
/** Bytes and lines. Beyond them the helper hangs; lines then go to standard output. */
const waitingAtMost = { bytes: 1_000_000, lines: 1_000 };

/**
 * Opens the way for entries with fields; the helper starts with the first. Where there is no Perl, and when the helper ends,
 * `lost` gets what it had not done (standard output when left out), and from then on nothing is taken.
 */
export function openJournalSocket(
  identifier: string,
  path = socketPath,
  lost = (line: JournalLine): void => void process.stdout.write(plainly(line)),
): JournalWays["send"] & { close(): void } {
  let child: ChildProcess | null = null;
  let isBroken = !existsSync(path);
  /** Given to the helper and not done, oldest first. */
  const waiting: JournalLine[] = [];

  function start(): ChildProcess {
    const started = spawn("perl", ["-e", helper, path], { stdio: ["pipe", "inherit", "inherit", "pipe"] });
    const broken = (): void => void (isBroken = true);
    started.on("error", broken).on("exit", broken);
    // After all dots were heard.
    started.on("close", () => waiting.splice(0).forEach(lost));
    const [input, done] = [started.stdin as Socket, started.stdio[3] as Socket];
    done.on("data", (dots: Buffer) => void waiting.splice(0, dots.length));
    for (const end of [input, done]) end.on("error", broken).unref();
    started.unref();
    return started;
  }
  const send = (line: JournalLine): boolean => {
    if (isBroken) return false;
    child ??= start();
    const { stdin } = child;
    if (!stdin?.writable || stdin.writableLength > waitingAtMost.bytes) return false;
    if (waiting.length >= waitingAtMost.lines) return false;
    waiting.push(line);
    stdin.write(entryOf(line, identifier));
    return true;
  };
  return Object.assign(send, { close: () => void child?.stdin?.end() });
}

/** An entry as the journal's native protocol has it, after its length in four bytes. */
function entryOf({ priority, text, fields }: JournalLine, identifier: string): Buffer {
  const all = {
    PRIORITY: String(priority),
    SYSLOG_IDENTIFIER: identifier,
    SYSLOG_PID: String(process.pid),
    ...fields,
    MESSAGE: text,
  };
  const parts = Object.entries(all).map(([name, value]) => {
    const body = Buffer.from(value);
    if (!value.includes("\n")) return Buffer.concat([Buffer.from(`${name}=`), body, Buffer.from("\n")]);
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(body.length));
    return Buffer.concat([Buffer.from(`${name}\n`), size, body, Buffer.from("\n")]);
  });
  const entry = Buffer.concat(parts);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(entry.length);
  return Buffer.concat([length, entry]);
}
