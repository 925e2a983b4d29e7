import type { ComponentChildren, JSX } from "preact";
import type { HitJson } from "../../../../shared/web/api-types.js";
import { SheetFrame } from "../../../../shared/web/sheet.js";
import { CoveredAlert } from "./covered-alert.js";

interface Props {
  readonly title: string;
  /** A class of its own. */
  readonly kind: string;
  /** Hits that wait for a verdict, newest first: one that comes meanwhile is shown over the title. */
  readonly alerts: readonly HitJson[];
  readonly onClose: () => void;
  readonly children: (close: () => void) => ComponentChildren;
}

/** Something larger over the page, with the alert that it covers. */
export function Sheet({ alerts, ...rest }: Props): JSX.Element {
  return <SheetFrame {...rest} over={(close) => <CoveredAlert alerts={alerts} onShow={close} />} />;
}
