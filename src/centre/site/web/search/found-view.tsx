// What was found or is held, in three ways, and what may be done with it.
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { FoundNow, SiteSession } from "../api.js";
import { FoundTable } from "./found-table.js";
import { HandSheet, type HandKind } from "./hand-sheet.js";
import { PictureGrid } from "./picture-grid.js";
import { ReadSheet } from "./read-sheet.js";
import { FoundMap } from "./search-map.js";
import type { ShownProps } from "./shown.js";

const views = [
  ["table", "Table"],
  ["pictures", "Pictures"],
  ["map", "Map"],
] as const;
type View = (typeof views)[number][0];

interface Props {
  readonly session: SiteSession;
  readonly found: FoundNow;
  readonly caseNumber: string;
  /** That was asked for; empty where none was. */
  readonly plate: string;
  /** The reads are held already. */
  readonly isCase: boolean;
  /** For what it was asked. */
  readonly words: string;
  /** More keys. */
  readonly children?: ComponentChildren;
}

const countWords = ({ reads, isCut }: FoundNow): string => {
  if (reads.length === 0) return "No read fits";
  const count = reads.length === 1 ? "1 read" : `${String(reads.length)} reads`;
  return isCut ? `The newest ${count}; there are more` : count;
};

/** Reads as a table, as pictures, on a map; some of them are chosen for what is done with them, or all. */
export function FoundView(props: Props): JSX.Element {
  const { session, found, words, children } = props;
  const [view, setView] = useState<View>("table");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<string | null>(null);
  const [sheet, setSheet] = useState<HandKind | null>(null);
  const shown = { reads: found.reads, ticket: found.ticket, chosen, setChosen, onOpen: setOpened };
  const read = found.reads.find(({ readId }) => readId === opened);
  return (
    <>
      <div class="panel found-bar">
        <p role="status">
          <strong>{countWords(found)}</strong> {words}
        </p>
        {found.reads.length > 0 && <ViewKeys view={view} setView={setView} />}
        <HandKeys {...props} count={chosen.size} onOpen={setSheet} />
        {children}
      </div>
      {found.reads.length > 0 && <Shown {...shown} view={view} session={session} />}
      {read && (
        <ReadSheet session={session} read={read} ticket={found.ticket} onClose={() => setOpened(null)} />
      )}
      {sheet && <HandSheet {...props} kind={sheet} chosen={[...chosen]} onClose={() => setSheet(null)} />}
    </>
  );
}

function Shown(props: ShownProps & { readonly view: View; readonly session: SiteSession }): JSX.Element {
  const { view, session, ...rest } = props;
  if (view === "map") return <FoundMap {...{ session }} {...rest} />;
  return view === "table" ? <FoundTable {...rest} /> : <PictureGrid {...rest} />;
}

function ViewKeys(props: { readonly view: View; readonly setView: (view: View) => void }): JSX.Element {
  return (
    <div class="view-keys" role="group" aria-label="Show as">
      {views.map(([id, label]) => (
        <button
          type="button"
          class="button"
          key={id}
          aria-pressed={id === props.view}
          onClick={() => props.setView(id)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

type KeysProps = Props & { readonly count: number; readonly onOpen: (kind: HandKind) => void };

function HandKeys({ session, found, isCase, count, onOpen }: KeysProps): JSX.Element | null {
  if (found.reads.length === 0) return null;
  const kinds: readonly (readonly [HandKind, string])[] = [
    ...(session.rights.includes("hold") && !isCase ? ([["hold", "Hold for a case"]] as const) : []),
    ...(session.rights.includes("export")
      ? ([
          ["package", "Package"],
          ["sheet", "Print"],
        ] as const)
      : []),
  ];
  return (
    <>
      {kinds.map(([kind, text]) => (
        <button type="button" class="button" key={kind} onClick={() => onOpen(kind)}>
          {text}
          {count > 0 && ` ${String(count)}`}
        </button>
      ))}
    </>
  );
}
