import type { JSX } from "preact";
import type { HitJson, ReadJson, SessionJson } from "../../../../shared/web/api-types.js";
import { AskingForm } from "../../../../shared/web/asking-form.js";
import { handOut, type HandOutKind } from "./hand-out.js";
import { Sheet } from "../frame/sheet.js";
import { handOutWords } from "../words/en/hand-out.js";

interface Props {
  readonly session: SessionJson;
  readonly kind: HandOutKind;
  readonly reads: readonly ReadJson[];
  /** That of the search. */
  readonly purpose: string;
  /** The case that was written last: what is held is mostly handed out too. */
  readonly caseNumber: string;
  readonly setCase: (caseNumber: string) => void;
  readonly alerts: readonly HitJson[];
  readonly onClose: () => void;
}

/** Asks for the case and what else the trail keeps, then does it. The unit does what its commands do. */
export function HandOutSheet(props: Props): JSX.Element {
  const { session, kind, reads, purpose, caseNumber, setCase, alerts, onClose } = props;
  const words = handOutWords();
  const work = (text: (name: string) => string): Promise<string> => {
    setCase(text("case"));
    return handOut(session, kind, reads, text);
  };
  return (
    <Sheet title={words.titles[kind](reads.length)} kind="hand-out-sheet" alerts={alerts} onClose={onClose}>
      {() => (
        <AskingForm
          {...{ button: words.buttons[kind], working: words.working, failed: words.notDone }}
          work={work}
        >
          <label>
            {words.caseNumber}
            <input
              name="case"
              defaultValue={caseNumber}
              required
              maxLength={64}
              pattern="[\w .:\/\-]+"
              title={words.caseSigns}
            />
          </label>
          {kind === "hold" ? <HoldFields /> : <PackFields purpose={purpose} />}
        </AskingForm>
      )}
    </Sheet>
  );
}

function HoldFields(): JSX.Element {
  const words = handOutWords();
  return (
    <>
      <label>
        {words.reason}
        <input name="why" required minLength={3} maxLength={200} />
      </label>
      <label>
        {words.untilEndOf}
        <input name="until" type="date" required />
      </label>
      <label>
        {words.legalBasis}
        <input name="legalBasis" maxLength={200} />
      </label>
    </>
  );
}

/** Who gets it, and why. */
export function PackFields({ purpose }: Pick<Props, "purpose">): JSX.Element {
  const words = handOutWords();
  return (
    <>
      <label>
        {words.recipient}
        <input name="recipient" required minLength={3} maxLength={200} />
      </label>
      <label>
        {words.purpose}
        <input name="purpose" required minLength={3} maxLength={200} defaultValue={purpose} />
      </label>
    </>
  );
}
