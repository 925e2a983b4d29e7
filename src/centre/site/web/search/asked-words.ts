import type { SoughtVerdict } from "../../../../shared/domain/closed-sets.js";
import { soughtLabels } from "../../../../shared/web/labels.js";
import type { ArchiveQuestion } from "./search-form.js";

const minuteOf = (at: unknown): string => new Date(Number(at)).toISOString().slice(0, 16).replace("T", " ");

/** What each part of a question says, in the order of the form. */
const sayings: readonly (readonly [field: string, say: (value: unknown) => string])[] = [
  ["plate", (plate) => `plate ${String(plate).toUpperCase()}`],
  ["from", (at) => `since ${minuteOf(at)} UTC`],
  ["to", (at) => `until ${minuteOf(at)} UTC`],
  ["unit", (unit) => `unit ${String(unit)}`],
  ["camera", (camera) => `camera ${String(camera)}`],
  ["state", (state) => `state ${String(state).toUpperCase()}`],
  ["list", (list) => `list ${String(list)}`],
  ["verdict", (verdict) => `verdict ${soughtLabels()[verdict as SoughtVerdict].toLowerCase()}`],
  ["hitsOnly", () => "hits only"],
  ["near", () => "within the circle"],
  ["box", () => "within the box"],
];

/** `plate 48BLZM · since 2026-11-02 10:00 UTC · similar letters too, for missing person, case 26-1`. */
export function archiveAsked(question: ArchiveQuestion): string {
  const { plate, similar, purpose, caseNumber } = question;
  const said = sayings.flatMap(([field, say]) =>
    question[field] === undefined ? [] : [say(question[field])],
  );
  const letters = plate !== undefined && similar === true ? ["similar letters too"] : [];
  return `${[...said, ...letters].join(" · ")}, for ${purpose}, case ${caseNumber}`;
}
