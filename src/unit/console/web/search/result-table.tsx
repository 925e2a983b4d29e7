import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ReadJson, ReadsJson } from "../../../../shared/web/api-types.js";
import { dateTime, percent } from "../../../../shared/web/format.js";
import { PriorityIcon } from "../../../../shared/web/icons.js";
import { placeAndQuality } from "../../../../shared/web/labels.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { foundWords } from "../words/en/found.js";

interface Props {
  readonly page: ReadsJson;
  readonly cameras: Readonly<Record<string, string>>;
  /** Ids of the reads that are ticked. */
  readonly chosen: ReadonlySet<string>;
  readonly setChosen: (ids: ReadonlySet<string>) => void;
  readonly opened: ReadJson | null;
  readonly onOpen: (read: ReadJson) => void;
}

/** What was found, newest first. Pictures come when asked for: each look at one is a line of the trail. */
export function ResultTable({ page, cameras, chosen, setChosen, opened, onOpen }: Props): JSX.Element | null {
  const [pictures, setPictures] = useState(false);
  const { reads } = page;
  const words = foundWords();
  if (reads.length === 0) return <p class="panel empty">{words.noneFits}</p>;
  const isAll = reads.every(({ id }) => chosen.has(id));
  const toggle = ({ id }: ReadJson): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <div class="panel table-box" role="region" aria-label={words.readsFound} tabIndex={0}>
      <table class="found-table">
        <Head
          {...{ isAll, pictures, setPictures }}
          onAll={() => setChosen(new Set(isAll ? [] : reads.map(({ id }) => id)))}
        />
        <tbody>
          {reads.map((read) => (
            <Row
              key={read.id}
              {...{ read, pictures }}
              camera={cameras[read.camera] ?? read.camera}
              isChosen={chosen.has(read.id)}
              isOpened={opened?.id === read.id}
              onTick={() => toggle(read)}
              onOpen={() => onOpen(read)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps {
  readonly isAll: boolean;
  readonly onAll: () => void;
  readonly pictures: boolean;
  readonly setPictures: (shown: boolean) => void;
}

function Head({ isAll, onAll, pictures, setPictures }: HeadProps): JSX.Element {
  const words = foundWords();
  return (
    <thead>
      <tr>
        <th>
          <label class="tick">
            <input type="checkbox" aria-label={words.allShown} checked={isAll} onChange={onAll} />
          </label>
        </th>
        <th>
          <button type="button" class="button" aria-pressed={pictures} onClick={() => setPictures(!pictures)}>
            {pictures ? words.hidePictures : words.pictures}
          </button>
        </th>
        <th>{words.state}</th>
        <th>{words.when}</th>
        <th class="roomy-only">{words.camera}</th>
        <th>{words.hit}</th>
        <th class="wide-only">{words.read}</th>
        <th class="wide-only">{words.place}</th>
      </tr>
    </thead>
  );
}

interface RowProps {
  readonly read: ReadJson;
  readonly camera: string;
  readonly pictures: boolean;
  readonly isChosen: boolean;
  readonly isOpened: boolean;
  readonly onTick: () => void;
  readonly onOpen: () => void;
}

function Row({ read, camera, pictures, isChosen, isOpened, onTick, onOpen }: RowProps): JSX.Element {
  const words = foundWords();
  const hit = read.hits[0];
  return (
    <tr class={isOpened ? "opened" : ""}>
      <td>
        <label class="tick">
          <input type="checkbox" aria-label={words.tick(read.text)} checked={isChosen} onChange={onTick} />
        </label>
      </td>
      <td>
        <button
          type="button"
          class="open-read"
          aria-label={words.open(read.text)}
          aria-expanded={isOpened}
          onClick={onOpen}
        >
          {pictures && <img class="thumb" src={read.plate} alt="" loading="lazy" decoding="async" />}
          <span class="plate-text">{read.text}</span>
          {read.incomplete && <small>{words.incomplete}</small>}
        </button>
      </td>
      <td>{read.state?.code ?? "?"}</td>
      <td class="when">
        {dateTime(read.capturedAt.at)}
        {read.capturedAt.source === "unset" && <small> {words.clockNotSet}</small>}
      </td>
      <td class="roomy-only">{camera}</td>
      <td>
        {hit && (
          <span class={`hit-mark priority-${hit.priority}`} title={labelWords().category[hit.category]}>
            <PriorityIcon priority={hit.priority} /> <span>{labelWords().category[hit.category]}</span>
          </span>
        )}
        {read.hits.some(({ covert }) => covert) && <small class="covert-word">{words.covert}</small>}
      </td>
      <td class="wide-only">{percent(read.probability)}</td>
      <td class="wide-only">{placeAndQuality(read.position)}</td>
    </tr>
  );
}
