import type { JSX } from "preact";
import { cautionsOf } from "./caution.js";
import type { HitJson } from "../api-types.js";
import { dayAndTime, percent } from "../format.js";
import { ApproxIcon, CheckIcon, EqualIcon, NotEqualIcon, QuestionIcon } from "../icons.js";
import { listedState, matchWord } from "../labels.js";
import { labelWords } from "../words/en/labels.js";
import type { OpenedRecord } from "./record-panel.js";
import { cardWords } from "../words/en/card.js";

/** What changes the meaning of the whole card stands right under its head. */
export function Marks({ hit }: { readonly hit: HitJson }): JSX.Element | null {
  const words = cardWords();
  if (hit.entry.covert) {
    const agency = hit.entry.record?.find(([name]) => /agency|^ori$/i.test(name))?.[1];
    return (
      <p class="card-mark covert-mark">
        <span>
          <strong>{words.covert}</strong> {words.contact(agency ?? words.ownerOf(hit.entry.source))}
        </span>
      </p>
    );
  }
  if (hit.kind === "cancelled") {
    return <p class="card-mark cancelled">{hit.notInForce ? words.notInForce : words.cancelled}</p>;
  }
  if (!hit.recorded) {
    return <p class="card-mark unrecorded">{words.unrecorded}</p>;
  }
  return hit.kind === "corrected" ? <p class="card-mark">{words.corrected}</p> : null;
}

/** Who watches for this plate, and until when: it is on no list but the unit's own. */
export function LocalWatch({ hit }: { readonly hit: HitJson }): JSX.Element | null {
  const { local } = hit.entry;
  if (!local) return null;
  const until = local.until === null ? "" : dayAndTime(local.until, hit.raisedAt);
  return <p class="card-mark local-watch">{cardWords().localWatch(<strong>{local.by}</strong>, until)}</p>;
}

/** The dangers the record speaks of, always wholly in sight. */
export function Caution({
  hit,
  record,
}: {
  readonly hit: HitJson;
  readonly record: OpenedRecord;
}): JSX.Element | null {
  const opened = hit.entry.restricted && record.fields ? cautionsOf(record.fields) : [];
  const kinds: Readonly<Record<string, string>> = hit.entry.restricted ? cardWords().cautionKind : {};
  const cautions = opened.length > 0 ? opened : hit.entry.caution.map((one) => kinds[one] ?? one);
  if (cautions.length === 0) return null;
  const long = cautions.join(" ").length > 120;
  return (
    <p class={long ? "caution long" : "caution"}>
      <strong>{cardWords().caution}</strong> {cautions.join(" · ")}
    </p>
  );
}

/** Whether every letter agrees, or else how probable it is that this is the listed plate, or fits the partial one. */
export function MatchBadge({ hit }: { readonly hit: HitJson }): JSX.Element {
  const word = matchWord(hit);
  const exact = word === "exact";
  const match = labelWords().match[word];
  return (
    <span class={`badge ${exact ? "good" : "doubt"}`}>
      {exact ? <EqualIcon /> : <ApproxIcon />}
      {exact ? match : cardWords().match(match, percent(hit.probability))}
    </span>
  );
}

/** Whether the state agrees; a state that was not read or not listed is said in words, never shown as agreement. */
export function StateBadge({ hit }: { readonly hit: HitJson }): JSX.Element {
  const { stateMatch, read, entry } = hit;
  const [words, labels] = [cardWords(), labelWords().stateMatch];
  if (stateMatch === "match") {
    return (
      <span class="badge good">
        <CheckIcon />
        {words.stateMatches(labels.match, entry.state ?? "?")}
      </span>
    );
  }
  const differs = stateMatch === "mismatch";
  const listed = listedState(hit);
  const known = read.state ? words.stateNotCompared : labels.unknown;
  return (
    <span class={`badge ${differs ? "bad" : "doubt"}`}>
      {differs ? <NotEqualIcon /> : <QuestionIcon />}
      {differs && words.stateDiffers(labels.mismatch, read.state?.code ?? "?", listed ?? "?")}
      {!differs && (listed === null ? words.noneListed(known) : words.isListed(known, listed))}
    </span>
  );
}
