// What the unit believes of time and computer, in words for the unit page.
import type { ComponentChildren } from "preact";
import type { MachineStatus, TimeBelief } from "../../../../shared/domain/status.js";
import { bytes } from "../../../../shared/web/format.js";
import { unitWords } from "../words/en/unit.js";

/** A tile's text; `good` false where somebody should look. */
export interface TileWords {
  readonly good: boolean;
  readonly text: ComponentChildren;
}

const nameOf = (source: string): string => {
  const names: Readonly<Record<string, string>> = unitWords().sources;
  return names[source] ?? source;
};

/** A span as people say it: nothing here is exact to more than that. */
function span(ms: number): string {
  if (ms < 120_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < 7_200_000) return `${String(Math.round(ms / 60_000))} min`;
  return ms < 172_800_000
    ? `${String(Math.round(ms / 3_600_000))} h`
    : unitWords().days(Math.round(ms / 86_400_000));
}

/** Who vouches for the time, or why nobody does, and how each source differs from the unit's clock. */
export function timeWords({ state, by, why, sources }: TimeBelief): TileWords {
  const words = unitWords();
  const each = sources.map(({ source, aheadMs, steadyMs, heardMsAgo }) => {
    const way = aheadMs < 0 ? words.behind : words.ahead;
    const heard = heardMsAgo > 120_000 ? `, ${words.heard(span(heardMsAgo))}` : "";
    return way(nameOf(source), span(Math.abs(aheadMs)), span(steadyMs)) + heard;
  });
  if (state === "vouched") return { good: true, text: [words.vouchedBy(by.map(nameOf)), ...each].join("; ") };
  const nobody = state === "refuted" ? words.nobodyAnyMore : words.nobodyVouches;
  const rest = each.map((one) => `; ${one}`).join("");
  return { good: false, text: [nobody(<span lang="en">{why}</span>), rest] };
}

/** Heat, memory and what is wrong; what the computer does not say is left out. */
export function machineWords(machine: MachineStatus | null): TileWords {
  const words = unitWords();
  if (!machine) return { good: true, text: words.notLookedAt };
  const { temperatureC, throttled, underVoltage, memoryAvailableBytes, diskWearPercent, commitMs } = machine;
  const parts = [
    ...(temperatureC === null ? [] : [`${String(Math.round(temperatureC))} °C`]),
    ...(throttled ? [words.throttled] : []),
    ...(underVoltage ? [words.underVoltage] : []),
    ...(memoryAvailableBytes === null ? [] : [words.memoryLeft(bytes(memoryAvailableBytes))]),
    ...(diskWearPercent === null ? [] : [words.flashUsed(String(diskWearPercent))]),
    ...(commitMs === null ? [] : [words.writesTake(span(commitMs))]),
  ];
  const isWorn = diskWearPercent !== null && diskWearPercent >= 80;
  return {
    good: !throttled && !underVoltage && !isWorn,
    text: parts.length === 0 ? words.silent : parts.join(", "),
  };
}
