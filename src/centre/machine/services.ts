// PostgreSQL and the broker as parts of the centre, for a machine that runs all of it (`run --with-services`).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Log, Service } from "../../shared/domain/ports.js";
import { untilAborted } from "../../shared/platform/stop.js";
import { startCluster, type Cluster } from "./cluster.js";

/** PostgreSQL as a service; it runs as the owner of its files, for it refuses to be root. */
export function postgresService(
  cluster: Pick<Cluster, "dir" | "socket" | "port">,
  onReady: () => void,
): Service {
  return {
    name: "postgres",
    async run(signal) {
      const { uid, gid } = statSync(cluster.dir);
      const account = process.getuid?.() === 0 ? { uid, gid } : undefined;
      const server = await startCluster({ ...cluster, account });
      onReady();
      const ended = once(server.child, "exit");
      await Promise.race([ended, untilAborted(signal)]);
      if (!signal.aborted) throw new TagwatchError("DATABASE_DOWN", "PostgreSQL ended");
      await server.stop();
    },
  };
}

/** mosquitto as a service. */
export function brokerService(dir: string, log: Log, onReady: () => void): Service {
  return {
    name: "broker",
    async run(signal) {
      const child = spawn("mosquitto", ["-c", join(dir, "mosquitto.conf")], {
        stdio: ["ignore", "ignore", "pipe"],
        env: { PATH: "/usr/sbin:/usr/bin" },
      });
      const failed = new Promise<Error>((resolve) => child.once("error", resolve));
      const ended = once(child, "exit").then(() => null);
      createInterface({ input: child.stderr }).on("line", (line) => {
        if (/mosquitto version .* running/.test(line)) onReady();
        if (/error|warning/i.test(line)) log.warn("the broker says", { line });
      });
      const why = await Promise.race([failed, ended, untilAborted(signal).then(() => null)]);
      if (why) throw new TagwatchError("CENTRE_TOOL", `mosquitto: ${why.message}`);
      if (!signal.aborted) throw new TagwatchError("COLLECTOR_DOWN", "mosquitto ended");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/**
 * Has the broker read its rules and its list of revoked certificates anew (SIGHUP), or end, to be started again by whoever
 * runs it. False when it does not run here.
 */
export function tellBroker(dir: string, signal: "SIGHUP" | "SIGTERM" = "SIGHUP"): boolean {
  try {
    const pid = Number(readFileSync(join(dir, "mosquitto.pid"), "utf8"));
    // After a crash the file stays, and the number may be another program's.
    if (readFileSync(`/proc/${String(pid)}/comm`, "utf8").trim() !== "mosquitto") return false;
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
