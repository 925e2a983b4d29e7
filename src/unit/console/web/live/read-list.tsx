import type { JSX } from "preact";
import type { ReadJson } from "../../../../shared/web/api-types.js";
import { percent, timeOfDay } from "../../../../shared/web/format.js";
import { PriorityIcon } from "../../../../shared/web/icons.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { liveWords } from "../words/en/live.js";

interface Props {
  readonly reads: readonly ReadJson[];
  readonly cameras: Readonly<Record<string, string>>;
  readonly onSelect?: (read: ReadJson) => void;
  readonly title: string;
}

/** Reads with their plate pictures, newest first. */
export function ReadList({ reads, cameras, onSelect, title }: Props): JSX.Element {
  return (
    <section class="panel reads" aria-labelledby="reads-title">
      <h2 id="reads-title">{title}</h2>
      {reads.length === 0 && <p class="empty">{liveWords().noReads}</p>}
      <ul class="rows">
        {reads.map((read) => (
          <li key={read.id}>
            <button type="button" class="row read" disabled={!onSelect} onClick={() => onSelect?.(read)}>
              <img class="thumb" src={read.plate} alt="" loading="lazy" decoding="async" />
              <span class="row-main">
                <span class="plate-text">{read.text}</span>
                <span class="row-sub">
                  {read.incomplete && liveWords().incomplete}
                  {read.state?.code ?? liveWords().stateUnknown} · {percent(read.probability)}
                </span>
              </span>
              <span class="row-side">
                <span>{timeOfDay(read.capturedAt.at)}</span>
                <span class="row-state">
                  {read.hits[0] ? <HitMark hit={read.hits[0]} /> : (cameras[read.camera] ?? read.camera)}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function HitMark({ hit }: { readonly hit: ReadJson["hits"][number] }): JSX.Element {
  return (
    <span class={`hit-mark priority-${hit.priority}`} title={labelWords().category[hit.category]}>
      <PriorityIcon priority={hit.priority} /> {liveWords().hit}
    </span>
  );
}
