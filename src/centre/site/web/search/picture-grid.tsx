import type { JSX } from "preact";
import { PictureView } from "../../../../shared/web/picture.js";
import type { ArchiveRead } from "../../../core/questions.js";
import { capturedWords, HitMark, toggled } from "./found-table.js";
import type { ShownProps } from "./shown.js";

/** Where a picture of a read is shown from; looking is a line of the trail. */
export const pictureAddress = (id: string, ticket: string): string => `/api/pictures/${id}?search=${ticket}`;

/** The pictures of what was found, beside each other. */
export function PictureGrid({ reads, ticket, chosen, setChosen, onOpen }: ShownProps): JSX.Element {
  return (
    <ul class="picture-grid" aria-label="Reads">
      {reads.map((read) => (
        <li class="panel" key={`${read.readId}.${String(read.revision)}`}>
          <Picture read={read} ticket={ticket} />
          <div class="under-picture">
            <label class="tick">
              <input
                type="checkbox"
                aria-label={`Tick ${read.plate}`}
                checked={chosen.has(read.readId)}
                onChange={() => setChosen(toggled(chosen, read.readId))}
              />
            </label>
            <button
              type="button"
              class="open-read"
              aria-label={`Open ${read.plate}`}
              onClick={() => onOpen(read.readId)}
            >
              <span class="plate-text">{read.plate}</span>
            </button>
          </div>
          <p>
            {capturedWords(read)}
            <small>{` ${read.unit}, ${read.camera}`}</small>
          </p>
          {read.hits.map((hit) => (
            <HitMark key={hit.hitId} hit={hit} />
          ))}
        </li>
      ))}
    </ul>
  );
}

function Picture({ read, ticket }: { readonly read: ArchiveRead; readonly ticket: string }): JSX.Element {
  const picture = read.pictures.find(({ kind }) => kind === "vehicle") ?? read.pictures[0];
  if (!picture) return <span class="no-picture">No picture is kept</span>;
  return (
    <img src={pictureAddress(picture.id, ticket)} alt={`${picture.kind} of ${read.plate}`} loading="lazy" />
  );
}

/** The pictures of one read, large. */
export function LargePictures({
  read,
  ticket,
}: {
  readonly read: ArchiveRead;
  readonly ticket: string;
}): JSX.Element {
  if (read.pictures.length === 0) return <p class="hint">No picture is kept of this read.</p>;
  return (
    <div class="read-pictures">
      {read.pictures.map(({ id, kind }) => (
        <PictureView
          key={id}
          address={pictureAddress(id, ticket)}
          alt={`${kind} of ${read.plate}`}
          kind={kind === "plate" ? "plate" : "vehicle"}
        />
      ))}
    </div>
  );
}
