import type { JSX } from "preact";
import { percent } from "../../../../shared/web/format.js";
import { SheetFrame } from "../../../../shared/web/sheet.js";
import type { ArchiveRead } from "../../../core/questions.js";
import type { SiteSession } from "../api.js";
import { covertWords, hitWords, verdictWords } from "../hit-words.js";
import { capturedWords, placeWords, plateNotes, utcWords } from "./found-table.js";
import { LargePictures } from "./picture-grid.js";

interface Props {
  readonly session: SiteSession;
  readonly read: ArchiveRead;
  readonly ticket: string;
  readonly onClose: () => void;
}

/** One read with its pictures, as large as they are, and all that is known of it. */
export function ReadSheet({ read, ticket, onClose }: Props): JSX.Element {
  const rows: readonly (readonly [string, string])[] = [
    ["Read as", [`${percent(read.probability)} sure`, plateNotes(read)].filter(Boolean).join(", ")],
    ["State", read.state ?? "not read"],
    ["Captured (UTC)", capturedWords(read)],
    ["Received (UTC)", utcWords(read.receivedAt)],
    ["Unit, camera", `${read.unit}, ${read.camera}`],
    ["Place", placeWords(read)],
    ...read.hits.map((hit) => ["Hit", `${covertWords(hit)}${hitWords(hit)}: ${verdictWords(hit)}`] as const),
    ["Read id", `${read.readId}, revision ${String(read.revision)}`],
  ];
  return (
    <SheetFrame title={read.plate} kind="read-sheet" onClose={onClose}>
      {() => (
        <>
          <LargePictures read={read} ticket={ticket} />
          <dl class="facts">
            {rows.map(([name, value], i) => (
              <div key={`${name}${String(i)}`}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </SheetFrame>
  );
}
