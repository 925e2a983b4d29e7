// The words on the page for the words in the data.
import type { JSX } from "preact";
import type { SoughtVerdict, VerificationResult } from "../domain/closed-sets.js";
import type { ReadPosition } from "../domain/types.js";
import { damageCode, damagedCamera } from "../domain/faults/damage.js";
import type { Fault } from "../domain/faults/fault.js";
import type { DispositionJson, HandoverJson, HitJson, OpenJson } from "./api-types.js";
import { dateTime, place } from "./format.js";
import { faultSayings } from "./words/en/faults.js";
import { labelWords } from "./words/en/labels.js";
import { shipped } from "./words/en/shipped.js";
import { CarIcon, ClockIcon, CrossIcon, NotEqualIcon, QuestionIcon } from "./icons.js";

/** What can be sought of verdicts: each of them, and that there is none. */
export const soughtLabels = (): Readonly<Record<SoughtVerdict, string>> => ({
  ...labelWords().verdict,
  unverified: labelWords().unverified,
});

/** Icon of the button by which an officer ends the comparison so; null where it is ended otherwise. */
export const comparisonIcon: Readonly<Record<VerificationResult, (() => JSX.Element) | null>> = {
  confirmed: null,
  "not-confirmed": null,
  "wrong-state": NotEqualIcon,
  misread: QuestionIcon,
  "vehicle-differs": CarIcon,
  "not-current": ClockIcon,
  "not-checked": CrossIcon,
  withdrawn: null,
};

/** The verdict in force in two or three words; of an older one its word of then. */
export function resultWords({ verdict, steps }: DispositionJson): string {
  return steps ? labelWords().result[steps.result] : labelWords().verdict[verdict];
}

/** `0:42`, `12:03`: for how long something has been waited for. */
export function waited(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Hits without a verdict, over all priorities. */
export const openTotal = ({ high, medium, low }: OpenJson): number => high + medium + low;

/** `4 hits unverified, 3 high`, `1 hit unverified`, `no hit unverified`. */
export function openWords(open: OpenJson): string {
  const total = openTotal(open);
  return total === 0 ? labelWords().noneOpen : labelWords().open(total, open.high);
}

/** `olive handed over, Jan 15, 2026 14:03: 4 hits unverified, 3 high. Next officer told`. */
export function handoverWords({ by, at, reason, left }: HandoverJson): string {
  return labelWords().handover(by, dateTime(at).slice(0, -3), openWords(left), shipped(reason));
}

/** The camera that a fault, or reported damage, is of, by its name (`cameras`: names by id); undefined where it is none's. */
export function cameraOf(
  { code, part, subject }: Pick<Fault, "code" | "part" | "subject">,
  cameras: Readonly<Record<string, string>>,
): string | undefined {
  if (part !== "camera") return undefined;
  if (code !== damageCode) return cameras[subject];
  const id = damagedCamera(subject);
  return cameras[id] ?? (id || undefined);
}

/** A camera by its name, damage to another part as it was chosen from the list of parts. */
function whereOf(
  fault: Pick<Fault, "code" | "part" | "subject">,
  cameras: Readonly<Record<string, string>>,
): string {
  const { code, part, subject } = fault;
  const other = (): string =>
    code === damageCode ? labelWords().part[part] : faultSayings().where(part, subject);
  return cameraOf(fault, cameras) ?? other();
}

/** What is wrong, beginning with where, a camera by its name (`cameras`: names by id): the subject is not said twice. */
export function faultWords(
  fault: Pick<Fault, "code" | "part" | "subject" | "text">,
  cameras: Readonly<Record<string, string>>,
): string {
  const { code, subject, text } = fault;
  const own = text.toLowerCase().startsWith(subject.toLowerCase()) ? text.slice(subject.length) : text;
  const where = whereOf(fault, cameras);
  return `${where.charAt(0).toUpperCase()}${where.slice(1)}: ${faultSayings().title(code, own.replace(/^[\s:,]+/, ""))}`;
}

/** Whether a listed plate is a partial one: `?` stands for one character, `*` for any number. */
export const isPartial = (plate: string): boolean => /[?*]/.test(plate);

/** How well read and listed plate agree, in one word before "match". Many plates fit a partial one; what is less probable than not is not likely. */
export function matchWord({
  match,
  probability,
  entry,
}: HitJson): "exact" | "partial" | "likely" | "possible" {
  if (match === "exact") return "exact";
  if (isPartial(entry.plate)) return "partial";
  return probability < 0.5 ? "possible" : "likely";
}

/** Never a place without its quality: an old position looks like a good one. `37.69210 N, 97.33755 W (Old position)`. */
export function placeAndQuality(position: ReadPosition | null): string {
  return position ? `${place(position)} (${labelWords().fix[position.quality]})` : labelWords().noPosition;
}

/** What the list says in its own words where it uses one we do not know. */
export function writtenAs(hit: HitJson, field: "listedAs" | "listedState"): string | undefined {
  return hit.entry.record?.find(([name]) => name === field)?.[1];
}

/** The state the list names, known to us or not; null when it names none. */
export function listedState(hit: HitJson): string | null {
  return hit.entry.state ?? writtenAs(hit, "listedState") ?? null;
}

const shortForms = /\b(ncic|nic|vin|id|oca|ori|lis|dob|fbi|ucn)\b/gi;

/** `makeModel`, `make_model` and `MAKE MODEL` become `Make model`; abbreviations of the trade stay in capitals. */
export function fieldLabel(key: string): string {
  const ours: Readonly<Record<string, string>> = labelWords().field;
  const named = ours[key.toLowerCase()];
  if (named !== undefined) return named;
  const words = key
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .trim()
    .toLowerCase()
    .replace("colour", "color");
  return (words.charAt(0).toUpperCase() + words.slice(1)).replace(shortForms, (short) => short.toUpperCase());
}
