import type { Calibration, Share } from "./statistics.js";
import type { PictureScore } from "./score.js";
import type { Summary } from "./summary.js";

/** A set's figures for people. Shares come with their 95 % interval. */
export function summaryLines(summary: Summary): string[] {
  const { name, pictures, unlabelled, kind, ms } = summary;
  const left = unlabelled > 0 ? `, ${unlabelled} unlabelled rows left out` : "";
  const detection: [string, Share][] = [
    ["plates found (IoU 0.35)", summary.recall],
    ["  of those >= 40 px wide", summary.recallFrom40Px],
    ["detections on plates", summary.precision],
  ];
  const reading: [string, Share][] = [
    ["read exactly, strict", summary.exact],
    ["read exactly, O=0 I=1", summary.merged],
    ["asserted and right", summary.assertedMerged],
    ["wrong among asserted", summary.assertedWrong],
    ["characters right", summary.characters],
    ["state answered", summary.stateAnswered],
    ["state right if answered", summary.stateRight],
  ];
  return [
    `${name}: ${pictures} pictures${left}`,
    ...[...(kind === "scene" ? detection : []), ...reading].map(([label, value]) => shareLine(label, value)),
    ...confusionLines(summary),
    ...(kind === "scene" ? falseAndWidths(summary) : []),
    ...calibrationLines("O=0 I=1", summary.calibrationMerged),
    `  calibration error, strict  ${percent(summary.calibrationStrict.ece)}`,
    `  calibration error, ten equal-mass bins  text ${percent(summary.equalMass.text)}, text and state ${percent(summary.equalMass.joint)} (of ${String(summary.equalMass.jointOf)})`,
    `  ms per picture  decode ${ms.decode.toFixed(1)}, detect ${ms.detect.toFixed(1)}, read ${ms.read.toFixed(1)}, total ${ms.total.toFixed(1)} (p95 ${ms.totalP95.toFixed(1)})`,
  ];
}

/** The commonest misread characters: `T>I 4` is a T read as I four times, `7>- 2` a 7 left out twice. */
function confusionLines({ confusions }: Summary): string[] {
  const shown = confusions.slice(0, 12).map((one) => `${one.expected || "-"}>${one.got || "-"} ${one.count}`);
  return shown.length === 0 ? [] : [`  characters misread         ${shown.join(", ")}`];
}

function falseAndWidths(summary: Summary): string[] {
  return [
    `  false plates >= 40 px per 100 pictures  ${summary.falsePlatesPer100.toFixed(2)} (${summary.falsePlates})`,
    ...summary.buckets
      .filter(({ found }) => found.of > 0)
      .map(({ from, to, found, merged }) => {
        const range = to === null ? `${from} px and wider` : `${from} to ${to} px`;
        return `  ${range.padEnd(18)} found ${shareText(found)}; read ${shareText(merged)}`;
      }),
  ];
}

function calibrationLines(label: string, { bins, ece }: Calibration): string[] {
  if (bins.length === 0) return [];
  return [
    `  calibration error, ${label}  ${percent(ece)}`,
    ...bins.map(
      ({ from, to, count, claimed, right }) =>
        `    says ${from.toFixed(2)} to ${to.toFixed(2)}  (mean ${claimed.toFixed(3)})  is right ${right.toFixed(3)}  of ${count}`,
    ),
  ];
}

function shareLine(label: string, value: Share): string {
  return `  ${label.padEnd(26)} ${shareText(value)}`;
}

function shareText({ hits, of, value, low, high }: Share): string {
  if (of === 0) return "none";
  return `${percent(value)} [${percent(low)}, ${percent(high)}] ${hits}/${of}`;
}

function percent(value: number): string {
  return Number.isNaN(value) ? "none" : `${(100 * value).toFixed(1)}%`;
}

/** One line of the failures file: what to look at. */
export interface Failure {
  readonly set: string;
  readonly image: string;
  readonly kind: "missed" | "misread" | "unsure" | "false" | "state";
  readonly expected: string | null;
  readonly got: string | null;
  readonly probability: number;
  readonly box: readonly number[];
}

/** Everything in a picture that went wrong: plates missed, misread, read but not asserted, false ones, wrong states. */
export function failuresOf(set: string, { image, kind, plates, falsePlates }: PictureScore): Failure[] {
  const failures: Failure[] = [];
  for (const { label, found, tried, asserted, text, probability, merged, state } of plates) {
    const add = (what: Failure["kind"], expected: string | null, got: string | null) =>
      failures.push({
        set,
        image,
        kind: what,
        expected,
        got,
        probability,
        box: kind === "crop" ? [] : corners(label.box),
      });
    if (!found) add("missed", label.text, null);
    if (!tried) continue;
    if (label.text !== null && !merged) add("misread", label.text, text);
    else if (label.text !== null && !asserted) add("unsure", label.text, text);
    if (state !== null && label.state !== null && state !== label.state) add("state", label.state, state);
  }
  for (const { detection, candidates } of falsePlates) {
    const best = candidates[0];
    failures.push({
      set,
      image,
      kind: "false",
      expected: null,
      got: best.text,
      probability: best.probability,
      box: corners(detection.box),
    });
  }
  return failures;
}

function corners({ x, y, w, h }: { x: number; y: number; w: number; h: number }): number[] {
  return [x, y, x + w, y + h].map((value) => Number(value.toFixed(1)));
}
