import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Fault } from "../../../../shared/domain/faults/fault.js";
import type { KnownOf } from "../../../../shared/domain/faults/known.js";
import type { SessionJson } from "../../../../shared/web/api-types.js";
import { focusOn } from "../../../../shared/web/focus-on.js";
import { timeOfDay } from "../../../../shared/web/format.js";
import { Refused } from "../../../../shared/web/refused.js";
import { acknowledgeFault } from "../tour/tour-api.js";
import { defectWords } from "../words/en/defects.js";

interface Props {
  readonly fault: Pick<Fault, "id" | "acknowledged">;
  readonly session: SessionJson;
  /** Asks the unit anew. */
  readonly onDone: () => void;
}

/** For who may: says that the fault is known to them. Nothing once somebody did. */
export function AcknowledgeKey({ fault, session, onDone }: Props): JSX.Element | null {
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState("");
  if (fault.acknowledged || !session.rights.includes("acknowledge")) return null;
  const words = defectWords();
  const acknowledge = (): void => {
    setBusy(true);
    setRefused("");
    acknowledgeFault(session, fault.id)
      .then(
        () => {
          onDone();
          focusOn(".unit-page");
        },
        (error: unknown) => setRefused(error instanceof Refused ? error.message : words.notAcknowledged),
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      {refused && (
        <p class="fault-text" role="alert">
          {refused}
        </p>
      )}
      <button type="button" class="button acknowledge" disabled={busy} onClick={acknowledge}>
        {words.acknowledge}
      </button>
    </>
  );
}

/** Who said that a fault is known to them, also where it became critical since; empty while nobody did. */
export function acknowledgedWords({ acknowledged, knownAsWarning }: KnownOf): string {
  const words = defectWords();
  const clock = (at: number): string => timeOfDay(at).slice(0, 5);
  if (acknowledged) return words.acknowledged(acknowledged.by, clock(acknowledged.at));
  return knownAsWarning ? words.knownAsWarning(knownAsWarning.by, clock(knownAsWarning.at)) : "";
}
