import type { ReadOutcome } from "../intake.js";
import type { Hit, Read } from "../../shared/domain/types.js";

const percent = (probability: number): string =>
  `${(probability * 100).toFixed(probability > 0.995 ? 1 : 0)} %`;

/** Where a read was taken, with the position's quality: `38.88140,-94.81909 (3d)`. */
export function placeText({ position }: Read): string {
  if (!position) return "no position";
  return `${position.lat.toFixed(5)},${position.lon.toFixed(5)} (${position.quality})`;
}

function hitLine(hit: Hit, recorded: boolean, kind: string): string {
  const words = [
    `  ${kind}`,
    hit.entry.plate.padEnd(9),
    `${hit.match} ${percent(hit.probability)}`,
    `state ${hit.stateMatch}`,
    `${hit.entry.category} (${hit.entry.source}, ${hit.entry.priority})`,
  ];
  if (hit.datesNotChecked) words.push("list's dates not checked");
  return [...words, ...(recorded ? [] : ["NOT RECORDED"])].join("  ");
}

/**
 * Lines a person likes to read about one read and its hits. They hold plates, so they are for demonstrations and for a
 * technician at the unit (`run --show-reads`), never for the journal.
 */
export function readLines(outcome: ReadOutcome): string {
  const { read, changes, recorded, event } = outcome;
  const time = new Date(read.capturedAt.at).toISOString().slice(11, 22);
  const words = [
    time,
    event.kind === "corrected" ? "CORR" : "READ",
    read.camera.padEnd(8),
    read.text.padEnd(9),
    percent(read.probability).padStart(6),
    (read.state?.code ?? "--").padEnd(5),
    `${String(read.frames)} frames`.padEnd(10),
    `${String(Math.round(read.widthPx))} px`.padEnd(6),
    placeText(read),
    `#${read.id.slice(-6)}`,
  ];
  const hits = [
    ...changes.fresh.map((hit) => hitLine(hit, recorded, "HIT ")),
    ...changes.cancelled.map((hit) => hitLine(hit, recorded, "OFF ")),
  ];
  return [words.join("  "), ...hits].join("\n");
}
