import type { Disposition, DispatchCheck } from "../domain/verification.js";
import type { Hit, HotlistEntry, Read, ReadPictures } from "../domain/types.js";
import { stamp } from "../domain/stamp.js";
import type { PackageTitle } from "./export-readme.js";
import type { ReadBody } from "./read-body.js";

/** What the sheet says of a read. */
export type SheetRead = Pick<
  Read,
  | "id"
  | "revision"
  | "unit"
  | "camera"
  | "text"
  | "probability"
  | "candidates"
  | "state"
  | "capturedAt"
  | "position"
  | "frames"
>;

/** What the sheet says of a hit; an entry's category may be of a newer version. */
export type SheetHit = Pick<
  Hit,
  | "id"
  | "match"
  | "probability"
  | "stateMatch"
  | "historical"
  | "cancelled"
  | "datesNotChecked"
  | "notInForce"
> & {
  readonly entry: Pick<HotlistEntry, "source" | "priority" | "plate" | "state" | "record"> & {
    readonly category: string;
  };
};

/** A read as it goes into the sheet. */
export interface ExportedRead {
  readonly body: Pick<ReadBody, "pictures"> & { readonly read: SheetRead };
  /** Of every revision of the read, oldest first; a hit that was corrected stands here once in each of its forms. */
  readonly hits: readonly SheetHit[];
  readonly dispositions: readonly Omit<Disposition, "id" | "hitId">[];
  /** Relative paths of the pictures, null when they are not kept any more. */
  readonly pictures: { readonly [kind in keyof ReadPictures]: string | null };
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

function row(name: string, value: string): string {
  return `<tr><th>${escape(name)}</th><td>${escape(value)}</td></tr>`;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function readRows(read: SheetRead): string {
  const { position, state, capturedAt } = read;
  return [
    row("Plate as read", read.text),
    row("Probability", percent(read.probability)),
    row(
      "Next best",
      read.candidates
        .slice(1)
        .map((c) => `${c.text} (${percent(c.probability)})`)
        .join(", ") || "none",
    ),
    row("State", state ? `${state.code} (${percent(state.probability)})` : "not determined"),
    row("Captured (UTC)", capturedWords(capturedAt)),
    row(
      "Position",
      position
        ? `${position.lat.toFixed(6)}, ${position.lon.toFixed(6)} (${position.quality}, ${String(position.ageMs)} ms old)`
        : "none",
    ),
    row("Camera", read.camera),
    row("Unit", `${read.unit.name} (${read.unit.id})`),
    row("Frames", String(read.frames)),
    row("Read id", `${read.id}, revision ${String(read.revision)}`),
  ].join("");
}

/** A read whose clock was not set says so, and one that got its time later tells both stamps. */
function capturedWords({ at, uncertaintyMs, source, other, first }: Read["capturedAt"]): string {
  if (source === "unset") return `not known: the clock was not set and said ${stamp(at)}`;
  return [
    `${stamp(at)}, ± ${String(uncertaintyMs)} ms, clock: ${source}`,
    ...(other ? [`${other.source} said ${stamp(other.at)}`] : []),
    ...(first === undefined
      ? []
      : [`computed later by the monotonic clock; at capture the clock was not set and said ${stamp(first)}`]),
  ].join("; ");
}

const wasCorrected = "a correction of the read took this hit away";
const wasNotInForce =
  "the time became known, and the entry of the list was not in force when the plate was read";

/** The forms of each hit, oldest first. */
function formsOf(hits: readonly SheetHit[]): readonly (readonly SheetHit[])[] {
  const forms = new Map<string, readonly SheetHit[]>();
  for (const hit of hits) forms.set(hit.id, [...(forms.get(hit.id) ?? []), hit]);
  return [...forms.values()];
}

const listedWords = ({ entry, match, probability }: SheetHit): string =>
  `${entry.plate}${entry.state ? ` (${entry.state})` : ""}, ${match}, ${percent(probability)}`;

const formText = (hit: SheetHit): string =>
  `${listedWords(hit)}, state: ${hit.stateMatch}${hit.datesNotChecked ? ", list's dates not checked" : ""}`;

/** A hit as it stands, and in one line what it was before: printed once in each form, it would pass for several. */
function hitRows(forms: readonly SheetHit[]): string {
  const hit = forms.at(-1);
  if (!hit) return "";
  const { entry } = hit;
  const said = forms.map(formText);
  const before = said.filter((words, n) => n + 1 < said.length && words !== said[n + 1]);
  return [
    row("Hotlist", `${entry.source}: ${entry.category}, ${entry.priority} priority`),
    row("Listed plate", listedWords(hit)),
    row("State", hit.stateMatch),
    ...(before.length > 0 ? [row("Corrected", `before: ${before.join("; then: ")}`)] : []),
    row("Found", hit.historical ? "later, against a newer list" : "at once"),
    ...(hit.datesNotChecked ? [row("List's dates", "not checked: the time was not known well enough")] : []),
    ...(hit.cancelled ? [row("Cancelled", hit.notInForce ? wasNotInForce : wasCorrected)] : []),
    ...Object.entries(entry.record).map(([name, value]) => row(name, value)),
  ].join("");
}

/** A verdict with its steps: the question to dispatch, the right text of a misread, what became of it. */
function verdictRow(one: Omit<Disposition, "id" | "hitId">): string {
  const steps = one.verification;
  const said = `${steps?.result ?? one.verdict} by ${one.actor}, ${stamp(one.at)}${one.note ? `: ${one.note}` : ""}`;
  const asked = steps?.confirmation;
  return [
    row("Verdict", said),
    ...(steps?.rightText
      ? [row("Plate says", `${steps.rightText.plate} ${steps.rightText.state ?? ""}`)]
      : []),
    ...(asked ? [row("Dispatch", askedWords(asked))] : []),
    ...(steps?.outcome ? [row("Outcome", `${steps.outcome.label} ${steps.outcome.reason}`)] : []),
  ].join("");
}

function askedWords(asked: DispatchCheck): string {
  const { method, askedBy, askedAt, answer, answeredAt, answeredBy, reference } = asked;
  const came = answeredAt === null ? "no answer yet" : `${answer ?? ""} ${stamp(answeredAt)}`;
  return [`${method} asked by ${askedBy} ${stamp(askedAt)}`, came, answeredBy, reference]
    .filter((part) => part !== "")
    .join(", ");
}

function figure(path: string | null, caption: string): string {
  const inside = path ? `<img src="${escape(path)}" alt="${caption}">` : "<p>not kept any more</p>";
  return `<figure>${inside}<figcaption>${caption}</figcaption></figure>`;
}

/** `newest`: the last revision of the read. Hits and verdicts are the read's, and stand there alone. */
function section(one: ExportedRead, newest: number): string {
  const { read, pictures } = one.body;
  const isNewest = read.revision >= newest;
  const judged = isNewest
    ? formsOf(one.hits).map(hitRows).join("") + one.dispositions.map(verdictRow).join("")
    : row("Superseded", `by revision ${String(newest)} below, where hits and verdicts stand`);
  const hashes = pictures
    ? row("SHA-256 of plate", pictures.plate.sha256) + row("SHA-256 of vehicle", pictures.vehicle.sha256)
    : "";
  return `<section><h2>${escape(read.text)}</h2><div class="pictures">${figure(one.pictures.plate, "Plate")}${figure(
    one.pictures.vehicle,
    "Vehicle",
  )}</div><table>${readRows(read)}${hashes}${judged}</table></section>`;
}

const style =
  "body{font:14px/1.4 sans-serif;margin:2em;max-width:60em}section{page-break-inside:avoid;border-top:1px solid #888}" +
  "th{text-align:left;padding-right:1em;vertical-align:top;white-space:nowrap}td{overflow-wrap:anywhere}" +
  ".pictures{display:flex;gap:1em}img{max-width:28em;max-height:18em}figure{margin:0}";

/** The sheet a person reads and prints; `maker`: what `title.unit` is. Everything in it is also in `records/`, which is what the hashes vouch for. */
export function sheetHtml(title: PackageTitle, reads: readonly ExportedRead[], maker = "Unit"): string {
  const head = `<meta charset="utf-8"><title>Case ${escape(title.caseId)}</title><style>${style}</style>`;
  const table = [
    row("Case", title.caseId),
    row(maker, title.unit),
    row("Made (UTC)", `${stamp(title.madeAt)} by ${title.madeBy}`),
    row("Recipient", title.recipient),
    row("How to check", "README.txt"),
  ].join("");
  const newest = new Map<string, number>();
  for (const { body } of reads)
    newest.set(body.read.id, Math.max(body.read.revision, newest.get(body.read.id) ?? 0));
  const sections = reads.map((one) => section(one, newest.get(one.body.read.id) ?? 0)).join("");
  return `<!doctype html><html lang="en"><head>${head}</head><body><h1>Evidence package</h1><table>${table}</table>${sections}</body></html>\n`;
}
