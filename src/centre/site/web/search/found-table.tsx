import type { JSX } from "preact";
import { percent, place } from "../../../../shared/web/format.js";
import type { ArchiveRead, FoundHit } from "../../../core/questions.js";
import { CovertWord, HitSign } from "../hit-sign.js";
import { categoryWords, verdictWords } from "../hit-words.js";
import type { ShownProps } from "./shown.js";

/** A time in UTC to hundredths (CJIS AU-8). */
export const utcWords = (at: number): string => new Date(at).toISOString().slice(0, 22).replace("T", " ");

/** When a read was captured, in UTC. */
export const capturedWords = ({ isUndated, capturedAt, receivedAt }: ArchiveRead): string =>
  isUndated ? `clock not sure; came ${utcWords(receivedAt)}` : utcWords(capturedAt);

/** Where a read was captured. */
export const placeWords = ({ lat, lon }: ArchiveRead): string =>
  lat === null || lon === null ? "no place" : place({ lat, lon, quality: "3d", ageMs: 0 });

/** What is to be known of the plate's text. */
export const plateNotes = ({ isExact, isCorrected }: ArchiveRead): string =>
  [isExact ? "" : "similar letters", isCorrected ? "corrected later" : ""].filter(Boolean).join(", ");

/** A set with one id more, or less. */
export function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** What was found, newest first. */
export function FoundTable({ reads, chosen, setChosen, onOpen }: ShownProps): JSX.Element {
  const isAll = reads.every(({ readId }) => chosen.has(readId));
  const all = (): void => setChosen(new Set(isAll ? [] : reads.map(({ readId }) => readId)));
  return (
    <div class="panel table-box" role="region" aria-label="Reads" tabIndex={0}>
      <table class="found-table">
        <thead>
          <tr>
            <th>
              <label class="tick">
                <input type="checkbox" aria-label="All reads shown" checked={isAll} onChange={all} />
              </label>
            </th>
            <th>Plate</th>
            <th>State</th>
            <th>Captured (UTC)</th>
            <th>Unit, camera</th>
            <th>Hit</th>
            <th>Place</th>
          </tr>
        </thead>
        <tbody>
          {reads.map((read) => (
            <Row
              key={`${read.readId}.${String(read.revision)}`}
              read={read}
              isChosen={chosen.has(read.readId)}
              onTick={() => setChosen(toggled(chosen, read.readId))}
              onOpen={() => onOpen(read.readId)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly read: ArchiveRead;
  readonly isChosen: boolean;
  readonly onTick: () => void;
  readonly onOpen: () => void;
}

function Row({ read, isChosen, onTick, onOpen }: RowProps): JSX.Element {
  const notes = plateNotes(read);
  return (
    <tr>
      <td>
        <label class="tick">
          <input type="checkbox" aria-label={`Tick ${read.plate}`} checked={isChosen} onChange={onTick} />
        </label>
      </td>
      <td class="plate-cell">
        <button type="button" class="open-read" aria-label={`Open ${read.plate}`} onClick={onOpen}>
          <span class="plate-text">{read.plate}</span>
        </button>
        <small>{[percent(read.probability), notes].filter(Boolean).join(", ")}</small>
      </td>
      <td>{read.state ?? "?"}</td>
      <td class="when">{capturedWords(read)}</td>
      <td>
        {read.unit}, {read.camera}
      </td>
      <td>
        {read.hits.map((hit) => (
          <HitMark key={hit.hitId} hit={hit} />
        ))}
      </td>
      <td class="when">{placeWords(read)}</td>
    </tr>
  );
}

/** A hit of a read: its kind with the sign of its priority, its list, and what became of it. */
export function HitMark({ hit }: { readonly hit: FoundHit }): JSX.Element {
  return (
    <HitSign priority={hit.priority}>
      {categoryWords(hit)} <small>{`${hit.source}: ${verdictWords(hit)}`}</small>
      {hit.isCovert && <CovertWord />}
    </HitSign>
  );
}
