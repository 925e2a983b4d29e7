import type { JSX } from "preact";
import { AskingForm } from "../../../../shared/web/asking-form.js";
import { endOfDay } from "../../../../shared/web/hand-out.js";
import { SheetFrame } from "../../../../shared/web/sheet.js";
import type { KeptHold } from "../../../core/cases.js";
import { endWords } from "./end-words.js";
import { changeHold, type HoldStepName, type SiteSession } from "../api.js";

/** What is done with which hold. */
export interface HoldStep {
  readonly step: HoldStepName;
  readonly hold: KeptHold;
}

interface Props {
  readonly session: SiteSession;
  readonly step: HoldStep;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

/** Makes a hold last longer, or releases it; both say why. */
export function HoldSheet({ session, step: { step, hold }, onChanged, onClose }: Props): JSX.Element {
  const isLonger = step === "extend";
  const change = async (text: (name: string) => string): Promise<string> => {
    const longer = { until: endOfDay(text("until")), legalBasis: text("legalBasis") };
    const order = { reason: text("reason"), ...(isLonger ? longer : {}) };
    await changeHold(session, hold.id, { step, order });
    onChanged();
    onClose();
    return isLonger ? "The hold is extended." : "The hold is released.";
  };
  return (
    <SheetFrame
      title={`${isLonger ? "Extend" : "Release"} the hold of case ${hold.caseNumber}`}
      kind="hand-out-sheet"
      onClose={onClose}
    >
      {() => (
        <AskingForm
          {...{ button: isLonger ? "Extend" : "Release", working: "Working", failed: "It was not done." }}
          work={change}
        >
          <p>
            {isLonger
              ? `It stands until ${endWords(hold.until)}.`
              : "Its reads are kept a month longer, then go when their own time is over."}
          </p>
          {isLonger && <HoldEnd legalBasis={hold.legalBasis ?? ""} />}
          <label>
            Reason
            <input name="reason" required minLength={3} maxLength={200} autocomplete="off" />
          </label>
        </AskingForm>
      )}
    </SheetFrame>
  );
}

/** Until when reads are kept, and by what law. */
export function HoldEnd({ legalBasis = "" }: { readonly legalBasis?: string }): JSX.Element {
  return (
    <>
      <label>
        Until the end of
        <input name="until" type="date" required />
      </label>
      <label>
        Legal basis (needed beyond two years)
        <input name="legalBasis" maxLength={200} autocomplete="off" defaultValue={legalBasis} />
      </label>
    </>
  );
}
