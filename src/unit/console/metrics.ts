// The unit's state as OpenMetrics text (https://prometheus.io/docs/specs/om/open_metrics_spec/). It names no plate.
import type { Fault } from "../../shared/domain/faults/fault.js";
import type { UnitStatus } from "../../shared/domain/status.js";

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number | null];

const escaped = (text: string): string =>
  text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");

function gauge(name: string, help: string, samples: readonly Sample[]): readonly string[] {
  const known = samples.filter(([, value]) => value !== null);
  if (known.length === 0) return [];
  const lines = known.map(([labels, value]) => {
    const inside = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
    return `tagwatch_${name}${inside.length > 0 ? `{${inside.join(",")}}` : ""} ${String(value)}`;
  });
  return [`# TYPE tagwatch_${name} gauge`, `# HELP tagwatch_${name} ${help}`, ...lines];
}

const one = (value: number | null): readonly Sample[] => [[{}, value]];
const flag = (is: boolean): number => (is ? 1 : 0);

function uploadGauges(upload: UnitStatus["upload"]): readonly string[] {
  if (!upload) return [];
  return [
    ...gauge("upload_connected", "Whether the broker is connected", one(flag(upload.connected))),
    ...gauge("upload_waiting", "Messages that wait", one(upload.waiting)),
    ...gauge("upload_hits_waiting", "Hits that wait", one(upload.hitsWaiting)),
    ...gauge("upload_parked", "Messages refused for good", one(upload.parked)),
  ];
}

function machineGauges(machine: UnitStatus["machine"]): readonly string[] {
  if (!machine) return [];
  const { throttled, underVoltage, eventLoopLagMs, commitMs } = machine;
  const known = (is: boolean | null): readonly Sample[] => one(is === null ? null : flag(is));
  const seconds = (ms: number | null): readonly Sample[] => one(ms === null ? null : ms / 1_000);
  return [
    ...gauge("temperature_celsius", "The computer's hottest part", one(machine.temperatureC)),
    ...gauge("throttled", "Whether the processor is slowed down", known(throttled)),
    ...gauge("under_voltage", "Whether the supply voltage is too low", known(underVoltage)),
    ...gauge("memory_available_bytes", "Memory that is left", one(machine.memoryAvailableBytes)),
    ...gauge("memory_total_bytes", "Memory of the computer", one(machine.memoryTotalBytes)),
    ...gauge("disk_wear_percent", "Used life of the flash memory", one(machine.diskWearPercent)),
    ...gauge("event_loop_lag_seconds", "How late the daemon comes to its work", seconds(eventLoopLagMs)),
    ...gauge("commit_seconds", "Longest write of a record in the last minute", seconds(commitMs)),
    ...gauge("writes_waiting", "Records that wait to be written", one(machine.writesWaiting)),
  ];
}

/** What is not known is left out. */
export function metricsText(status: UnitStatus, faults: readonly Fault[], rssBytes: number): string {
  const { cameras, vision, clock, position, hotlists, upload, store, unit, version } = status;
  const each = (value: (camera: UnitStatus["cameras"][number]) => number | null): readonly Sample[] =>
    cameras.map((camera): Sample => [{ camera: camera.id }, value(camera)]);
  return [
    ...gauge("unit", "This unit and its version", [[{ unit: unit.id, version }, 1]]),
    ...gauge(
      "camera_seeing",
      "Whether the camera gives pictures in which plates can be seen",
      each(({ seeing }) => flag(seeing)),
    ),
    ...gauge(
      "camera_fps",
      "Pictures a second",
      each(({ fps }) => fps),
    ),
    ...gauge(
      "camera_dropped",
      "Pictures passed over because a newer one had come",
      each(({ dropped }) => dropped),
    ),
    ...gauge(
      "camera_frame_age_seconds",
      "Age of the newest picture",
      each(({ lastFrameAgeMs }) => (lastFrameAgeMs === null ? null : lastFrameAgeMs / 1_000)),
    ),
    ...gauge("vision_running", "Whether plates are looked for", one(flag(vision.running))),
    ...gauge("vision_restarts", "Restarts of the vision process", one(vision.restarts)),
    ...gauge(
      "vision_memory_bytes",
      "Memory of the vision process",
      one(vision.rssMb === null ? null : vision.rssMb * 1e6),
    ),
    ...gauge("memory_bytes", "Memory of the daemon", one(rssBytes)),
    ...gauge("clock_uncertainty_seconds", "How far the time may be off", [
      [{ source: clock.source }, clock.uncertaintyMs / 1_000],
    ]),
    ...gauge("position_age_seconds", "Age of the position", one(position ? position.ageMs / 1_000 : null)),
    ...gauge(
      "hotlist_entries",
      "Entries in force",
      hotlists.map(({ id, entries }): Sample => [{ list: id }, entries]),
    ),
    ...gauge(
      "hotlist_stale",
      "Whether the list is older than allowed",
      hotlists.map(({ id, stale }): Sample => [{ list: id }, flag(stale)]),
    ),
    ...uploadGauges(upload),
    ...machineGauges(status.machine),
    ...gauge("disk_free_bytes", "Free space for evidence", one(store.freeBytes)),
    ...gauge(
      "fault",
      "Faults that stand",
      faults.map(({ part, code, subject, severity }): Sample => [{ part, code, subject, severity }, 1]),
    ),
    "# EOF",
    "",
  ].join("\n");
}
