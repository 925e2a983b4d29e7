import type { JSX } from "preact";
import type { HitJson } from "../../../../shared/web/api-types.js";
import { Sheet } from "../frame/sheet.js";
import { foundWords } from "../words/en/found.js";
import { FoundDetail, type FoundDetailProps } from "./read-detail.js";

interface Props extends Omit<FoundDetailProps, "purpose"> {
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
