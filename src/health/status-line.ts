import type { Clock, Service } from "../core/ports.js";
import type { CameraStatus, UnitStatus } from "../core/types.js";

const everyMs = 10_000;

/** Whether a camera in this state delivers; a recording that was shown to its end did. */
export const isSeeing = (state: CameraStatus["state"]): boolean => state === "live" || state === "ended";

/** Whether a plate before one of the cameras could be read now. */
export function isWatching({ vision, cameras }: Pick<UnitStatus, "vision" | "cameras">): boolean {
  return vision.running && cameras.some(({ state }) => isSeeing(state));
}

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
