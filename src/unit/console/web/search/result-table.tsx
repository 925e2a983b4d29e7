import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ReadJson, ReadsJson } from "../../../../shared/web/api-types.js";
import { dateTime, percent } from "../../../../shared/web/format.js";
import { PriorityIcon } from "../../../../shared/web/icons.js";
import { placeAndQuality } from "../../../../shared/web/labels.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";

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
  if (reads.length === 0)
    return (
      <p class="panel empty">
        No read fits. A longer time, * or ? in the plate, or similar letters find more.
      </p>
    );
  const isAll = reads.every(({ id }) => chosen.has(id));
  const toggle = ({ id }: ReadJson): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <div class="panel table-box" role="region" aria-label="Reads found" tabIndex={0}>
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
  return (
    <thead>
      <tr>
        <th>
          <label class="tick">
            <input type="checkbox" aria-label="All reads shown" checked={isAll} onChange={onAll} />
          </label>
        </th>
        <th>
          <button type="button" class="button" aria-pressed={pictures} onClick={() => setPictures(!pictures)}>
            {pictures ? "Hide pictures" : "Pictures"}
          </button>
        </th>
        <th>State</th>
        <th>When</th>
        <th class="roomy-only">Camera</th>
        <th>Hit</th>
        <th class="wide-only">Read</th>
        <th class="wide-only">Place</th>
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
  const hit = read.hits[0];
  return (
    <tr class={isOpened ? "opened" : ""}>
      <td>
        <label class="tick">
          <input type="checkbox" aria-label={`Tick ${read.text}`} checked={isChosen} onChange={onTick} />
        </label>
      </td>
      <td>
        <button type="button" class="open-read" aria-label={`Open ${read.text}`} onClick={onOpen}>
          {pictures && <img class="thumb" src={read.plate} alt="" loading="lazy" decoding="async" />}
          <span class="plate-text">{read.text}</span>
          {read.incomplete && <small>incomplete?</small>}
        </button>
      </td>
      <td>{read.state?.code ?? "?"}</td>
      <td class="when">
        {dateTime(read.capturedAt.at)}
        {read.capturedAt.source === "unset" && <small> clock not set</small>}
      </td>
      <td class="roomy-only">{camera}</td>
      <td>
        {hit && (
          <span class={`hit-mark priority-${hit.priority}`} title={labelWords().category[hit.category]}>
            <PriorityIcon priority={hit.priority} /> <span>{labelWords().category[hit.category]}</span>
          </span>
        )}
      </td>
      <td class="wide-only">{percent(read.probability)}</td>
      <td class="wide-only">{placeAndQuality(read.position)}</td>
    </tr>
  );
}
