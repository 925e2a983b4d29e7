import type { Clock, Service } from "../../shared/domain/ports.js";
import type { Fault } from "../../shared/domain/faults/fault.js";
import type { UnitStatus } from "../../shared/domain/status.js";
import { isWatching } from "../core/watching.js";

const everyMs = 10_000;

/** The unit in one line, as `systemctl status` shows it. It begins with NOT WATCHING while no plate could be read. */
export function statusLine(status: UnitStatus, faults: readonly Fault[]): string {
  const { cameras, upload, vision, position, machine } = status;
  const seen = cameras.map(
    ({ id, state, seeing, fps }) =>
      `${id} ${state}${state === "live" ? ` ${fps.toFixed(1)} fps${seeing ? "" : ", sees nothing"}` : ""}`,
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
    ...heatWords(machine?.temperatureC ?? null),
    ...faultWords(faults),
  ].join("; ");
}

const heatWords = (temperatureC: number | null): readonly string[] =>
  temperatureC === null ? [] : [`${String(Math.round(temperatureC))} °C`];

const namedFaults = 3;

/** The gravest first, each by its code and subject. */
function faultWords(faults: readonly Fault[]): readonly string[] {
  if (faults.length === 0) return [];
  const graver = (fault: Fault): number => (fault.severity === "critical" ? 0 : 1);
  const names = [...faults]
    .sort((a, b) => graver(a) - graver(b))
    .map(({ code, subject }) => `${code} ${subject}`);
  const more = names.length > namedFaults ? ` and ${String(names.length - namedFaults)} more` : "";
  return [`faults: ${names.slice(0, namedFaults).join(", ")}${more}`];
}

/** Tells systemd the unit's state every ten seconds. */
export function createStatusLine(deps: {
  readonly clock: Clock;
  readonly status: () => UnitStatus;
  readonly faults: () => readonly Fault[];
  /** Sends `STATUS=…`. */
  readonly send: (state: string) => void;
}): Service {
  return {
    name: "status line",
    async run(signal) {
      while (!signal.aborted) {
        deps.send(`STATUS=${statusLine(deps.status(), deps.faults())}`);
        await deps.clock.sleep(everyMs, signal);
      }
    },
  };
}
