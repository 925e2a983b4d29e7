import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { HitJson, SessionJson } from "../api-types.js";
import { CardSheet, type SheetKind } from "./card-sheet.js";
import { ago, timeOfDay } from "../format.js";
import { CameraIcon, ClockIcon, PinIcon, PriorityIcon, QuestionIcon } from "../icons.js";
import { writtenAs } from "../labels.js";
import { labelWords } from "../words/en/labels.js";
import { lookFor } from "./look-for.js";
import { PictureView } from "../picture.js";
import { PlateCompare } from "./plate-compare.js";
import { RecordPanel, useRecord, type OpenedRecord } from "./record-panel.js";
import type { Cards } from "./cards.js";
import { useGlass } from "./use-glass.js";
import { useSteps, VerifySteps } from "./verify-steps.js";
import { VerdictBar } from "./verdict-bar.js";
import { LocalWatch, Marks, Caution, MatchBadge, StateBadge } from "./card-marks.js";
import { cardWords } from "../words/en/card.js";

interface Props {
  readonly hit: HitJson;
  readonly session: SessionJson;
  readonly cameraName: string;
  /** Server time now. */
  readonly now: number;
  /** Where the vehicle was read, in words. */
  readonly where: string;
  /** Draws the map of it; null where the read has no position. */
  readonly map: (() => JSX.Element) | null;
  readonly cards: Cards;
  /** When this hit took the card (0 where cards do not change by themselves). */
  readonly shownMs: number;
  readonly next: { readonly count: number; readonly go: () => void } | null;
  readonly onSeen: (() => void) | null;
}

/** One hit, with all an officer needs to compare with own eyes before acting. Keyed by hit: it never becomes another. */
export function AlertCard(props: Props): JSX.Element {
  const { hit, session, cameraName, cards, shownMs, now, next, onSeen, map } = props;
  const [sheet, setSheet] = useState<SheetKind | null>(null);
  const record = useRecord(hit, cards);
  const steps = useSteps(hit);
  const glass = useGlass(hit, `${String(shownMs)}|${steps.step}`);
  const over = hit.kind === "cancelled";
  const touch = (): void => cards.touch();
  const classes = `card priority-${hit.entry.priority} ${over ? "over" : ""} ${hit.entry.covert ? "covert" : ""}`;
  return (
    <article
      class={classes}
      aria-labelledby="card-title"
      tabIndex={-1}
      ref={glass.ref}
      {...{ onPointerDown: touch, onKeyDown: touch, onFocusCapture: touch }}
    >
      <Band {...props} />
      <div class="card-marks">
        <Marks hit={hit} />
        <LocalWatch hit={hit} />
        <Caution hit={hit} record={record} />
      </div>
      <Pictures hit={hit} open={setSheet} />
      <div class="reading">
        <PlateCompare hit={hit} />
        <div class="badges">
          {/* What matched was the read before: a green badge would speak for a hit that is none. */}
          {!over && <MatchBadge hit={hit} />}
          {!over && <StateBadge hit={hit} />}
          {hit.datesNotChecked && (
            <span class="badge doubt">
              <QuestionIcon />
              {cardWords().datesNotChecked}
            </span>
          )}
        </div>
        <LookFor record={record} />
      </div>
      <RecordPanel
        {...{ hit, session, record }}
        onMore={() => setSheet("record")}
        onMap={map && (() => setSheet("map"))}
      />
      <div class="card-foot">
        <Verify hit={hit} step={steps.step} now={now} copied={cards.copied[hit.id]} />
        <VerdictBar {...{ hit, session, cards, glass, steps, next, onSeen }} />
      </div>
      {sheet && (
        <CardSheet
          kind={sheet}
          fields={record.fields ?? []}
          close={() => setSheet(null)}
          {...{ hit, cameraName, map }}
        />
      )}
    </article>
  );
}

/** The steps of a verification; of what can have none, a word instead. */
function Verify(props: Parameters<typeof VerifySteps>[0]): JSX.Element | null {
  const { hit } = props;
  if (hit.entry.covert) return null;
  if (hit.kind === "cancelled") return <p class="verify">{cardWords().doNotAct}</p>;
  if (!hit.recorded) return <p class="verify">{cardWords().verifyFirst}</p>;
  return <VerifySteps {...props} />;
}

function Pictures(props: { readonly hit: HitJson; readonly open: (kind: SheetKind) => void }): JSX.Element {
  const { read } = props.hit;
  return (
    <div class="pictures">
      {(["plate", "vehicle"] as const).map((kind) => (
        <PictureView
          key={kind}
          kind={kind}
          address={read[kind]}
          alt={kind === "plate" ? cardWords().plateAlt(read.text) : cardWords().vehicleAlt}
          onOpen={() => props.open(kind)}
        />
      ))}
    </div>
  );
}

function Band({ hit, now, where, cameraName }: Props): JSX.Element {
  const written = writtenAs(hit, "listedAs");
  const { capturedAt } = hit.read;
  const [words, time] = [cardWords(), timeOfDay(capturedAt.at)];
  return (
    <header class="band">
      <PriorityIcon priority={hit.entry.priority} />
      <h1 id="card-title">{labelWords().category[hit.entry.category]}</h1>
      {written !== undefined && <span class="band-chip listed-as">{words.listedAs(written)}</span>}
      <span class="band-chip">{labelWords().priority[hit.entry.priority]}</span>
      {hit.historical && <span class="band-chip">{words.earlierRead}</span>}
      <p class="where">
        <strong>{ago(now - hit.raisedAt)}</strong>
        <span>
          <ClockIcon />
          {capturedAt.source === "unset" ? words.clockNotSet(time) : time}
        </span>
        <span>
          <CameraIcon />
          {cameraName}
        </span>
        <span>
          <PinIcon />
          {where}
        </span>
      </p>
    </header>
  );
}

function LookFor({ record }: { readonly record: OpenedRecord }): JSX.Element | null {
  if (!record.fields) return null;
  return (
    <p class="look-for">
      <span>{cardWords().lookFor}</span> <strong>{lookFor(record.fields) ?? cardWords().notDescribed}</strong>
    </p>
  );
}
