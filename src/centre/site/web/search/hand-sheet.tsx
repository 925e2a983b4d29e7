// Holding reads for a case, and handing them out.
import type { JSX } from "preact";
import { AskingForm } from "../../../../shared/web/asking-form.js";
import { endOfDay, saveFile } from "../../../../shared/web/hand-out.js";
import { SheetFrame } from "../../../../shared/web/sheet.js";
import { endWords } from "../cases/end-words.js";
import { HoldEnd } from "../cases/hold-sheet.js";
import { makeHoldFor, packageOf, sheetAddressOf, type FoundNow, type SiteSession } from "../api.js";

const titles = { hold: "Hold for a case", package: "Evidence package", sheet: "Print" } as const;
const buttons = { hold: "Hold", package: "Make the package", sheet: "Open the sheet" } as const;
/** Keep reads for a case, hand them out as a package, or print them. */
export type HandKind = keyof typeof titles;

interface Props {
  readonly session: SiteSession;
  readonly kind: HandKind;
  readonly found: FoundNow;
  readonly caseNumber: string;
  readonly plate: string;
  readonly isCase: boolean;
  /** Ids of the reads that are ticked; none: all. */
  readonly chosen: readonly string[];
  readonly onClose: () => void;
}

/** Asks for what the trail keeps, then does it. */
export function HandSheet(props: Props): JSX.Element {
  const { kind, onClose, chosen } = props;
  return (
    <SheetFrame title={`${titles[kind]}: ${what(props)}`} kind="hand-out-sheet" onClose={onClose}>
      {() => (
        <AskingForm
          {...{ button: buttons[kind], working: "Working", failed: "It was not done." }}
          work={(text) => done(props, text)}
        >
          {kind === "hold" ? <HoldFields {...props} isAll={chosen.length === 0} /> : <Recipient />}
        </AskingForm>
      )}
    </SheetFrame>
  );
}

function what({ chosen, isCase }: Props): string {
  if (chosen.length === 0) return isCase ? "the whole case" : "everything found";
  return chosen.length === 1 ? "1 read" : `${String(chosen.length)} reads`;
}

/** Does it, and says in a sentence what was done. Throws Refused. */
async function done(
  { session, kind, found, chosen, ...rest }: Props,
  text: (name: string) => string,
): Promise<string> {
  const { ticket } = found;
  const readIds = chosen.length === 0 ? undefined : chosen;
  const recipient = text("recipient");
  if (kind === "hold") {
    const [caseNumber, until] = [text("caseNumber"), endOfDay(text("until"))];
    const plate = text("later") === "" ? {} : { plate: rest.plate };
    const order = { ticket, caseNumber, reason: text("reason"), legalBasis: text("legalBasis"), until };
    const { reads } = await makeHoldFor(session, { ...order, ...(readIds ? { readIds } : plate) });
    const gone =
      chosen.length > reads ? ` ${String(chosen.length - reads)} of those chosen are not kept any more.` : "";
    return `${reads === 1 ? "1 read is" : `${String(reads)} reads are`} kept for case ${caseNumber}, with pictures, until ${endWords(until)}.${gone}`;
  }
  if (kind === "sheet") {
    window.open(await sheetAddressOf(ticket, recipient, readIds), "_blank", "noopener,popup");
    return "The sheet opens in a page of its own, which prints it.";
  }
  saveFile(
    await packageOf(session, { ticket, recipient, readIds }),
    `tagwatch-${rest.caseNumber.replace(/[^\w.-]/g, "-")}.tar`,
  );
  return "The package was handed to this browser. README.txt in it says how anybody can check it.";
}

/** Who gets it. */
export function Recipient(): JSX.Element {
  return (
    <label>
      Recipient
      <input name="recipient" required minLength={3} maxLength={200} autocomplete="off" />
    </label>
  );
}

/** A whole plate also takes what comes later. */
function HoldFields({ caseNumber, plate, isAll }: Props & { readonly isAll: boolean }): JSX.Element {
  const isWholePlate = /^[0-9A-Za-z -]{2,}$/.test(plate);
  return (
    <>
      <label>
        Case number
        <input name="caseNumber" required minLength={2} maxLength={64} defaultValue={caseNumber} />
      </label>
      <label>
        Reason
        <input name="reason" required minLength={3} maxLength={200} autocomplete="off" />
      </label>
      <HoldEnd />
      {isAll && isWholePlate && (
        <label class="check">
          <input name="later" type="checkbox" value="true" /> Every read of {plate.toUpperCase()}, also later
          ones
        </label>
      )}
    </>
  );
}
