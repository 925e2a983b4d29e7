import type { JSX } from "preact";
import type { ReadPosition } from "../../../../shared/domain/types.js";
import type { HitJson, ReadJson, SessionJson } from "../../../../shared/web/api-types.js";
import type { Cards } from "../../../../shared/web/card/cards.js";
import { Sheet } from "../frame/sheet.js";
import { foundWords } from "../words/en/found.js";
import { FoundDetail } from "./read-detail.js";

interface Props {
  readonly read: ReadJson;
  readonly session: SessionJson;
  readonly now: number;
  /** Where the unit is now. */
  readonly position: ReadPosition | null;
  readonly cards: Cards;
  /** Hits that wait for a verdict, newest first. */
  readonly alerts: readonly HitJson[];
  readonly onClose: () => void;
}

/** One of the last reads, large, over the page. */
export function SeenReadSheet({ read, alerts, onClose, ...rest }: Props): JSX.Element {
  return (
    <Sheet title={foundWords().readOf(read.text)} kind="read-sheet" alerts={alerts} onClose={onClose}>
      {() => <FoundDetail {...rest} read={read} purpose={rest.session.purpose} />}
    </Sheet>
  );
}
