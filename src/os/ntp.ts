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
 * Whether what disciplines the clock is a second witness beside GPS: undefined when timesyncd or chrony names a server on
 * the network; else `gps`, for the clock may follow the same receiver (chrony and ntpd can).
 */
export async function ntpKin(): Promise<"gps" | undefined> {
  const server = await ask("timedatectl", ["show-timesync", "--property=ServerAddress", "--value"]);
  if (server !== "") return undefined;
  // The second field is the server's address or name; a receiver has a short name such as GPS, NMEA or PPS.
  const [, reference = ""] = (await ask("chronyc", ["-c", "tracking"])).split(",");
  return /[.:]/.test(reference) ? undefined : "gps";
}
