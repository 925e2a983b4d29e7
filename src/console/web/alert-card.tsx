import type { JSX } from "preact";
import type { HitJson, SessionJson } from "../api-types.js";
import { ago, percent, timeOfDay } from "./format.js";
import {
  ApproxIcon,
  CameraIcon,
  CheckIcon,
  ClockIcon,
  EqualIcon,
  NotEqualIcon,
  PinIcon,
  PriorityIcon,
  QuestionIcon,
} from "./icons.js";
import { categoryLabel, placeAndQuality, priorityLabel, stateMatchLabel } from "./labels.js";
import { Picture } from "./picture.js";
import { PlateCompare } from "./plate-compare.js";
import { RecordPanel } from "./record-panel.js";
import { VerdictBar } from "./verdict-bar.js";

interface Props {
  readonly hit: HitJson;
  readonly session: SessionJson;
  readonly cameraName: string;
  /** Server time now. */
  readonly now: number;
  readonly next: { readonly count: number; readonly go: () => void } | null;
}

/** One hit, with all an officer needs to compare with own eyes before acting. */
export function AlertCard({ hit, session, cameraName, now, next }: Props): JSX.Element {
  const over = hit.kind === "cancelled";
  return (
    <article class={`card priority-${hit.entry.priority} ${over ? "over" : ""}`} aria-labelledby="card-title">
      <Band hit={hit} now={now} />
      <Marks hit={hit} />
      <div class="pictures">
        <Picture address={hit.read.plate} alt={`Plate as seen, read as ${hit.read.text}`} kind="plate" />
        <Picture address={hit.read.vehicle} alt="Vehicle as seen" kind="vehicle" />
      </div>
      <div class="reading">
        <PlateCompare hit={hit} />
        <div class="badges">
          <MatchBadge hit={hit} />
          <StateBadge hit={hit} />
          {hit.datesNotChecked && (
            <span class="badge doubt">
              <QuestionIcon />
              List&#39;s dates not checked
            </span>
          )}
        </div>
        <p class="where">
          <span>
            <ClockIcon />
            {timeOfDay(hit.read.capturedAt.at)}
            {hit.read.capturedAt.source === "unset" && " (clock not set)"}
          </span>
          <span>
            <CameraIcon />
            {cameraName}
          </span>
          <span>
            <PinIcon />
            {placeAndQuality(hit.read.position)}
          </span>
        </p>
      </div>
      <RecordPanel key={hit.id} hit={hit} session={session} />
      <p class="verify">{over ? "Do not act on this alert" : "Verify with dispatch before acting"}</p>
      <VerdictBar key={`verdict-${hit.id}`} hit={hit} session={session} next={next} />
    </article>
  );
}

/** What the list says where it uses a word we do not know. */
const writtenAs = (hit: HitJson, field: "listedAs" | "listedState"): string | undefined =>
  hit.entry.record?.find(([name]) => name === field)?.[1];

function Band({ hit, now }: { readonly hit: HitJson; readonly now: number }): JSX.Element {
  const written = writtenAs(hit, "listedAs");
  return (
    <header class="band">
      <PriorityIcon priority={hit.entry.priority} />
      <h1 id="card-title">{categoryLabel[hit.entry.category]}</h1>
      {written !== undefined && <span class="band-chip">Listed as: {written}</span>}
      <span class="band-chip">{priorityLabel[hit.entry.priority]} priority</span>
      {hit.historical && <span class="band-chip">Earlier read</span>}
      <time class="band-time">{ago(now - hit.raisedAt)}</time>
    </header>
  );
}

/** What changes the meaning of the whole card stands right under its head. */
function Marks({ hit }: { readonly hit: HitJson }): JSX.Element | null {
  if (hit.kind === "cancelled") {
    return <p class="card-mark cancelled">Cancelled: the plate was read again and is not the listed one</p>;
  }
  if (!hit.recorded) {
    return <p class="card-mark unrecorded">Not recorded: evidence could not be written. Note this down.</p>;
  }
  return hit.kind === "corrected" ? (
    <p class="card-mark">Corrected: the plate was read again, better</p>
  ) : null;
}

function MatchBadge({ hit }: { readonly hit: HitJson }): JSX.Element {
  const exact = hit.match === "exact";
  return (
    <span class={`badge ${exact ? "good" : "doubt"}`}>
      {exact ? <EqualIcon /> : <ApproxIcon />}
      {exact ? "Exact match" : "Likely match"} {percent(hit.probability)}
    </span>
  );
}

function StateBadge({ hit }: { readonly hit: HitJson }): JSX.Element {
  const { stateMatch, read, entry } = hit;
  if (stateMatch === "match") {
    return (
      <span class="badge good">
        <CheckIcon />
        {stateMatchLabel.match}: {entry.state}
      </span>
    );
  }
  const written = writtenAs(hit, "listedState");
  if (written !== undefined) {
    return (
      <span class="badge doubt">
        <QuestionIcon />
        State unknown, listed as {written}
      </span>
    );
  }
  const differs = stateMatch === "mismatch";
  return (
    <span class={`badge ${differs ? "bad" : "doubt"}`}>
      {differs ? <NotEqualIcon /> : <QuestionIcon />}
      {stateMatchLabel[stateMatch]}
      {differs && `: read ${read.state?.code ?? "?"}, listed ${entry.state ?? "?"}`}
      {!differs && entry.state && `, listed ${entry.state}`}
    </span>
  );
}
