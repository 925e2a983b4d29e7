// What the unit believes of time and computer, in words for the unit page.
import type { MachineStatus, TimeBelief } from "../../../../shared/domain/status.js";
import { bytes } from "../../../../shared/web/format.js";

/** A tile's text; `good` false where somebody should look. */
export interface TileWords {
  readonly good: boolean;
  readonly text: string;
}

const sourceNames: Readonly<Record<string, string>> = {
  gps: "GPS",
  ntp: "network time",
  centre: "the centre",
  person: "a person",
};
const nameOf = (source: string): string => sourceNames[source] ?? source;

/** A span as people say it: nothing here is exact to more than that. */
function span(ms: number): string {
  if (ms < 120_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < 7_200_000) return `${String(Math.round(ms / 60_000))} min`;
  return ms < 172_800_000
    ? `${String(Math.round(ms / 3_600_000))} h`
    : `${String(Math.round(ms / 86_400_000))} days`;
}

/** Who vouches for the time, or why nobody does, and how each source differs from the unit's clock. */
export function timeWords({ state, by, why, sources }: TimeBelief): TileWords {
  const each = sources.map(({ source, aheadMs, steadyMs, heardMsAgo }) => {
    const way = aheadMs < 0 ? "behind" : "ahead of";
    const heard = heardMsAgo > 120_000 ? `, heard ${span(heardMsAgo)} ago` : "";
    return `${nameOf(source)} is ${span(Math.abs(aheadMs))} ${way} the unit's clock, steady for ${span(steadyMs)}${heard}`;
  });
  const head =
    state === "vouched"
      ? `Vouched for by ${by.map(nameOf).join(" and ")}`
      : `Nobody vouches${state === "refuted" ? " any more" : ""}: nothing is deleted by age (${why})`;
  return { good: state === "vouched", text: [head, ...each].join("; ") };
}

/** Heat, memory and what is wrong; what the computer does not say is left out. */
export function machineWords(machine: MachineStatus | null): TileWords {
  if (!machine) return { good: true, text: "Not looked at yet" };
  const { temperatureC, throttled, underVoltage, memoryAvailableBytes, diskWearPercent, commitMs } = machine;
  const parts = [
    ...(temperatureC === null ? [] : [`${String(Math.round(temperatureC))} °C`]),
    ...(throttled ? ["SLOWED DOWN"] : []),
    ...(underVoltage ? ["SUPPLY VOLTAGE TOO LOW"] : []),
    ...(memoryAvailableBytes === null ? [] : [`${bytes(memoryAvailableBytes)} of memory left`]),
    ...(diskWearPercent === null ? [] : [`flash memory ${String(diskWearPercent)} % used up`]),
    ...(commitMs === null ? [] : [`writes take up to ${span(commitMs)}`]),
  ];
  const isWorn = diskWearPercent !== null && diskWearPercent >= 80;
  return {
    good: !throttled && !underVoltage && !isWorn,
    text: parts.length === 0 ? "It says nothing of itself" : parts.join(", "),
  };
}
