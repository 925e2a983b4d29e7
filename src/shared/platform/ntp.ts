import { execFile } from "node:child_process";

/** The first line a command prints; empty where it is missing, fails or takes longer than five seconds. */
function ask(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 5_000 }, (error, stdout) => resolve(error ? "" : stdout.trim()));
  });
}

/**
 * Whether the kernel clock is disciplined by network time (adjtimex STA_UNSYNC, as timedatectl reports it, whichever
 * daemon does it). False where systemd does not answer: unknown is treated as not synchronised.
 */
export async function ntpSynchronised(): Promise<boolean> {
  return (await ask("timedatectl", ["show", "--property=NTPSynchronized", "--value"])) === "yes";
}

/**
 * The server that timesyncd or chrony has the time from; null where neither says so: the clock may follow a receiver (chrony
 * and ntpd can), or still the server before the one that timesyncd names already but has no answer of.
 */
export async function ntpServer(): Promise<{ readonly name: string; readonly address: string } | null> {
  const shown = await ask("timedatectl", [
    "show-timesync",
    "--property=ServerName",
    "--property=ServerAddress",
  ]);
  const [, address = ""] = /^ServerAddress=(.+)$/m.exec(shown) ?? [];
  const status = ["show", "systemd-timesyncd", "--property=StatusText", "--value"];
  if (address !== "" && /^(Connecting|Idle)/.test(await ask("systemctl", status))) return null;
  if (address !== "") return { name: /^ServerName=(.+)$/m.exec(shown)?.[1] ?? address, address };
  // The second field is the server's address or name; a receiver has a short name such as GPS, NMEA or PPS.
  const tracked = async (...how: string[]): Promise<string> =>
    (await ask("chronyc", [...how, "-c", "tracking"])).split(",")[1] ?? "";
  const reference = await tracked("-n");
  return /[.:]/.test(reference) ? { name: await tracked(), address: reference } : null;
}
