import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { HitJson } from "../api-types.js";
import { timeOfDay } from "../format.js";
import { waited } from "../labels.js";
import { labelWords } from "../words/en/labels.js";
import { cardWords } from "../words/en/card.js";
import { shipped } from "../words/en/shipped.js";
import { isAsked } from "./asked.js";
import { rightTextWords } from "./right-text.js";

/** Where a card stands: `compare`, `ask` where to confirm it, `asked` until dispatch answers, `given` when it has a verdict. */
export type VerifyStep = "compare" | "ask" | "asked" | "given";

/** What this screen does of its own; `stored`: it follows what is stored. */
type OwnStep = "compare" | "ask" | "stored";

/** The step, and what moves it on this screen; what is stored moves it on all. */
export interface Steps {
  readonly step: VerifyStep;
  readonly go: (to: OwnStep) => void;
}

/** A step follows what is stored of the hit, until the officer goes back to compare again. */
export function useSteps(hit: HitJson): Steps {
  const [own, setOwn] = useState<OwnStep>("stored");
  const asked = hit.check;
  useEffect(() => setOwn("stored"), [hit.disposition?.at, asked?.askedAt, asked?.answeredAt]);
  if (own !== "stored") return { step: own, go: setOwn };
  if (isAsked(hit)) return { step: "asked", go: setOwn };
  // "Confirmed" without its verdict is of one that was taken back.
  return { step: hit.disposition ? "given" : asked === null ? "compare" : "ask", go: setOwn };
}

const names = ["compare", "dispatch", "outcome"] as const;
const places: Readonly<Record<VerifyStep, number>> = { compare: 0, ask: 1, asked: 1, given: 2 };

interface Props {
  readonly hit: HitJson;
  readonly step: VerifyStep;
  /** Server time. */
  readonly now: number;
  /** Whether the plate lies in the clipboard; undefined where nobody asked on this screen. */
  readonly copied: boolean | undefined;
}

/** The three steps and where this hit stands; what is under way is said beside them. */
export function VerifySteps({ hit, step, now, copied }: Props): JSX.Element {
  const place = places[step];
  const confirmed = hit.disposition?.steps?.result === "confirmed";
  return (
    <div class={`verify ${step} ${step === "given" && confirmed ? "confirmed" : ""}`}>
      <ol>
        {names.map((name, index) => (
          <li
            key={name}
            class={index < place ? "past" : ""}
            aria-current={index === place ? "step" : undefined}
          >
            <b>{index < place ? "✓" : index + 1}</b> {cardWords().steps[name]}
          </li>
        ))}
      </ol>
      <span class="verify-words">
        {words(hit, step, now)}
        {step === "asked" &&
          copied !== undefined &&
          ` · ${copied ? cardWords().copied : cardWords().notCopied}`}
      </span>
    </div>
  );
}

function words({ check, disposition }: HitJson, step: VerifyStep, now: number): string {
  if (step === "compare") return cardWords().verifyFirst;
  if (step === "given") {
    const steps = disposition?.steps;
    if (!steps) return "";
    const { confirmation, outcome } = steps;
    const { answeredBy: by = "", reference: call = "" } = confirmation ?? {};
    if (outcome) return `${shipped(outcome.label)}${outcome.reason ? `: ${shipped(outcome.reason)}` : ""}`;
    return steps.result === "confirmed"
      ? cardWords().dispatchConfirmed(by, call)
      : steps.rightText
        ? rightTextWords(steps.rightText)
        : labelWords().result[steps.result];
  }
  if (check?.answer === "no-answer" && check.answeredAt !== null)
    return cardWords().noAnswerAt(timeOfDay(check.answeredAt));
  if (step === "ask" || !check) return cardWords().notAsked;
  const method = labelWords().method[check.method];
  return cardWords().askedAt(method, timeOfDay(check.askedAt), waited(now - check.askedAt));
}
