// Which lines of a trail are asked for.
import type { AuditRecord } from "../actor.js";
import { stamp } from "../stamp.js";
import type { Millis } from "../types.js";
import { isTrailGroup, trailKinds, type TrailGroup, type TrailKind } from "./kinds.js";
import { lineSentence } from "./sentences.js";

/** Which lines: all that is given must hold. */
export interface TrailFilter {
  readonly from?: Millis | undefined;
  readonly to?: Millis | undefined;
  /** A name, small and capital letters alike. */
  readonly person?: string | undefined;
  readonly about?: TrailKind | TrailGroup | undefined;
  /** The number of a case that the line names. */
  readonly case?: string | undefined;
  /** Stands in the line's sentence or in the line itself, small and capital letters alike. */
  readonly text?: string | undefined;
}

/** Whether lines are asked for. */
interface Fitting {
  /** Of the stored text, which is quick: a line that cannot fit is not taken apart. */
  readonly maybe: (body: string) => boolean;
  readonly surely: (line: AuditRecord) => boolean;
}

/** Whether a line is asked for. */
export function fitting({ person, about, text, case: number }: TrailFilter): Fitting {
  const kinds: readonly string[] =
    about === undefined ? [] : isTrailGroup(about) ? trailKinds[about] : [about];
  const marks = kinds.map((kind) => `"event":"${kind}"`);
  const name = person?.toLowerCase();
  const nameMark = name === undefined ? "" : `"name":${JSON.stringify(name)}`;
  const caseMark = number === undefined ? "" : JSON.stringify(number);
  const words = text?.toLowerCase();
  return {
    maybe: (body) =>
      (marks.length === 0 || marks.some((mark) => body.includes(mark))) &&
      (nameMark === "" || body.toLowerCase().includes(nameMark)) &&
      body.includes(caseMark),
    surely: (line) =>
      (kinds.length === 0 || kinds.includes(line.event)) &&
      (name === undefined || line.actor.name.toLowerCase() === name) &&
      (number === undefined || line.object === number || line.detail?.["case"] === number) &&
      (words === undefined || says(line, words)),
  };
}

function says(line: AuditRecord, words: string): boolean {
  const { object = "", detail = {}, event } = line;
  const plain = [event, object, ...Object.entries(detail).map(([key, value]) => `${key} ${String(value)}`)];
  return `${lineSentence(line)} ${plain.join(" ")}`.toLowerCase().includes(words);
}

/** Which lines were asked for, in words. */
export function filterWords({ from, to, person, about, text, case: number }: TrailFilter): string {
  const words = [
    from === undefined ? "" : `from ${stamp(from)}`,
    to === undefined ? "" : `before ${stamp(to)}`,
    person === undefined ? "" : `of the person "${person}"`,
    about === undefined ? "" : `about "${about}"`,
    number === undefined ? "" : `of the case "${number}"`,
    text === undefined ? "" : `with the words "${text}"`,
  ].filter((one) => one !== "");
  return words.length === 0 ? "all that are kept" : words.join(", ");
}
