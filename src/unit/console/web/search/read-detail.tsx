import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ReadPosition } from "../../../../shared/domain/types.js";
import type { HitJson, ReadJson, SessionJson } from "../../../../shared/web/api-types.js";
import { AlertCard } from "../../../../shared/web/card/alert-card.js";
import type { Cards } from "../../../../shared/web/card/cards.js";
import { dateTime, percent } from "../../../../shared/web/format.js";
import { placeAndQuality } from "../../../../shared/web/labels.js";
import { PictureView } from "../../../../shared/web/picture.js";
import { Refused } from "../../../../shared/web/refused.js";
import { oneHit } from "../api.js";
import { cardMap } from "../map/card-map.js";
import { whereabouts } from "../live/whereabouts.js";
import { foundWords } from "../words/en/found.js";

/** One read, and what its detail needs of the page. */
export interface FoundDetailProps {
  readonly read: ReadJson;
  readonly session: SessionJson;
  readonly now: number;
  /** Where the unit is now. */
  readonly position: ReadPosition | null;
  readonly cards: Cards;
  /** That of the search. */
  readonly purpose: string;
}

/** Where the clock was not set at capture: both stamps, or what becomes of the one. */
function WhichTime({
  read: { capturedAt, timeAwaited },
}: Pick<FoundDetailProps, "read">): JSX.Element | null {
  const { source, first, uncertaintyMs } = capturedAt;
  const words = foundWords();
  if (source === "unset")
    return (
      <p class="fault-text">
        {words.timeUnknown} {timeAwaited === true && words.timeFollows}
        {timeAwaited === false && words.timeStaysUnknown}
      </p>
    );
  if (first === undefined) return null;
  return <p>{words.timeComputed(`${(uncertaintyMs / 1_000).toFixed(1)} s`, dateTime(first))}</p>;
}

/** A hit as it was found, with what was answered and asked since. */
function asKnown(hit: HitJson, { answers, checks }: Cards): HitJson {
  const [answer, check] = [answers[hit.id], checks[hit.id]];
  return {
    ...hit,
    ...(answer === undefined ? {} : { disposition: answer }),
    ...(check === undefined ? {} : { check }),
  };
}

/** A read with its pictures, and the card of its hit. */
export function FoundDetail({ read, session, now, position, cards, purpose }: FoundDetailProps): JSX.Element {
  const words = foundWords();
  const [hit, setHit] = useState<HitJson | null>(null);
  const [fault, setFault] = useState("");
  const cameraName = session.cameras[read.camera] ?? read.camera;
  if (hit) {
    const known = asKnown(hit, cards);
    const where = whereabouts(known.read.position, position);
    const rest = { session, cameraName, now, where, cards, map: cardMap(known, position, purpose) };
    return <AlertCard key={hit.id} hit={known} shownMs={0} next={null} onSeen={null} {...rest} />;
  }
  const open = (hitId: string): void => {
    oneHit(hitId).then(setHit, (error: unknown) =>
      setFault(error instanceof Refused ? error.message : words.noHit),
    );
  };
  return (
    <section class="panel detail" aria-label={words.readOf(read.text)}>
      <p class="plate-text huge">{read.text}</p>
      <div class="pictures">
        <PictureView address={read.plate} alt={words.plateAs(read.text)} kind="plate" />
        <PictureView address={read.vehicle} alt={words.vehicleSeen} kind="vehicle" />
      </div>
      <p>
        {read.state ? `${read.state.code} (${percent(read.state.probability)})` : words.stateNotRead} ·{" "}
        {words.readFrom(percent(read.probability), read.frames)} · {cameraName}
      </p>
      <p>
        {dateTime(read.capturedAt.at)} · {placeAndQuality(read.position)}
      </p>
      <WhichTime read={read} />
      {read.hits.map((found) => (
        <button type="button" class="button strong" key={found.id} onClick={() => open(found.id)}>
          {words.showHit}
        </button>
      ))}
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
    </section>
  );
}
