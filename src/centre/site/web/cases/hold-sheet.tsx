import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { dateTime } from "../../../../shared/web/format.js";
import { endOfDay } from "../../../../shared/web/hand-out.js";
import { SheetFrame } from "../../../../shared/web/sheet.js";
import type { KeptHold } from "../../../core/cases.js";
import { changeHold, type HoldStepName, type SiteSession } from "../api.js";
import { typedIn, wordsOf, type FormSent } from "../talk.js";

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
  const [fault, setFault] = useState("");
  const submit = (event: FormSent): void => {
    event.preventDefault();
    const text = typedIn(event.currentTarget);
    const longer = { until: endOfDay(text("until")), legalBasis: text("legalBasis") };
    const order = { reason: text("reason"), ...(step === "extend" ? longer : {}) };
    changeHold(session, hold.id, { step, order }).then(
      () => (onChanged(), onClose()),
      (error: unknown) => setFault(wordsOf(error)),
    );
  };
  return (
    <SheetFrame
      title={`${step === "extend" ? "Extend" : "Release"} the hold of case ${hold.caseNumber}`}
      kind="hand-out-sheet"
      onClose={onClose}
    >
      {() => (
        <form class="hand-out" onSubmit={submit}>
          <p>
            {step === "extend"
              ? `It stands until ${dateTime(hold.until)}.`
              : "Its reads are kept a month longer, then go when their own time is over."}
          </p>
          {step === "extend" && (
            <>
              <label>
                Until the end of
                <input name="until" type="date" required />
              </label>
              <label>
                Legal basis (needed beyond two years)
                <input name="legalBasis" maxLength={200} defaultValue={hold.legalBasis ?? ""} />
              </label>
            </>
          )}
          <label>
            Reason
            <input name="reason" required minLength={3} maxLength={200} autocomplete="off" />
          </label>
          <button class="button strong">{step === "extend" ? "Extend" : "Release"}</button>
          {fault && (
            <p class="fault-text" role="alert">
              {fault}
            </p>
          )}
        </form>
      )}
    </SheetFrame>
  );
}
