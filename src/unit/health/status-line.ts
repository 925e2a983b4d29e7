import type { Clock, Service } from "../../shared/domain/ports.js";
import type { UnitStatus } from "../../shared/domain/status.js";
import { isWatching } from "../core/watching.js";

const everyMs = 10_000;

/** The unit in one line, as `systemctl status` shows it. It begins with NOT WATCHING while no plate could be read. */
export function statusLine(status: UnitStatus): string {
  const { cameras, upload, vision, position } = status;
  const seen = cameras.map(
    ({ id, state, fps }) => `${id} ${state}${state === "live" ? ` ${fps.toFixed(1)} fps` : ""}`,
  );
  const uplink = upload
    ? `${upload.connected ? "connected" : "no uplink"}, ${String(upload.waiting)} waiting`
    : "no uplink set up";
  const gps = position ? `position ${position.quality}` : "no position";
  return [
    ...(isWatching(status) ? [] : ["NOT WATCHING"]),
    ...(vision.running ? [] : ["vision is down"]),
    ...seen,
    uplink,
    gps,
  ].join("; ");
}

/** Tells systemd the unit's state every ten seconds. */
export function createStatusLine(deps: {
  readonly clock: Clock;
  readonly status: () => UnitStatus;
  /** Sends `STATUS=…`. */
  readonly send: (state: string) => void;
}): Service {
  return {
    name: "status line",
    async run(signal) {
      while (!signal.aborted) {
        deps.send(`STATUS=${statusLine(deps.status())}`);
        await deps.clock.sleep(everyMs, signal);
      }
    },
  };
}
