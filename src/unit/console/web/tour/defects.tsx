import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ReadJson, SessionJson } from "../../../../shared/web/api-types.js";
import type { FaultRecordJson } from "../../../../shared/web/upkeep-types.js";
import { timeOfDay } from "../../../../shared/web/format.js";
import { FaultIcon } from "../../../../shared/web/icons.js";
import { faultWords } from "../../../../shared/web/labels.js";
import { Refused } from "../../../../shared/web/refused.js";
import { UnitSays } from "../../../../shared/web/unit-says.js";
import { faultSayings } from "../../../../shared/web/words/en/faults.js";
import { AcknowledgeKey, acknowledgedWords } from "../unit/acknowledge.js";
import { defectWords } from "../words/en/defects.js";
import { DamageForm } from "./damage-form.js";
import { fetchFaults, repaired } from "./tour-api.js";
import { useAnswer } from "./use-answer.js";

interface Props {
  readonly session: SessionJson;
  readonly cameras: Readonly<Record<string, string>>;
  /** The newest reads, newest first. */
  readonly reads: readonly ReadJson[];
}

/** What is broken: reported to the supervisor here, with who was told and who knows of it. */
export function Defects(props: Props): JSX.Element {
  const faults = useAnswer(fetchFaults, 3_000);
  const words = defectWords();
  return (
    <>
      <DamageForm {...props} onReported={faults.again} />
      {faults.fault && (
        <p class="fault-text" role="alert">
          {faults.fault}
        </p>
      )}
      <h2>{words.standing}</h2>
      {faults.answer?.standing.length === 0 && <p class="hint">{words.noneStanding}</p>}
      <ul class="defects">
        {faults.answer?.standing.map((one) => (
          <Defect key={one.id} one={one} {...props} again={faults.again} />
        ))}
      </ul>
    </>
  );
}

interface DefectProps extends Pick<Props, "session" | "cameras"> {
  readonly one: FaultRecordJson;
  readonly again: () => void;
}

function Defect({ one, session, cameras, again }: DefectProps): JSX.Element {
  const [refused, setRefused] = useState("");
  const words = defectWords();
  const mend = (): void => {
    repaired(session, one.id).then(again, (error: unknown) =>
      setRefused(error instanceof Refused ? error.message : words.notRepaired),
    );
  };
  return (
    <li class={one.severity}>
      <FaultIcon />
      <span class="watched-text">
        <strong>{faultWords(one, cameras)}</strong>
        <UnitSays words={faultSayings().ownText(one.code, one.text)} />
        {one.report && <span class="check-sub">{`${one.report.by}: ${one.report.note}`}</span>}
        <span class="check-sub">{knownWords(one)}</span>
        {refused && (
          <span class="fault-text" role="alert">
            {refused}
          </span>
        )}
      </span>
      <AcknowledgeKey fault={one} {...{ session }} onDone={again} />
      {one.report && (
        <button type="button" class="button" onClick={mend}>
          {words.repaired}
        </button>
      )}
    </li>
  );
}

/** Whether the supervisor knows; that nobody was told yet is said, never left out. */
function knownWords(one: FaultRecordJson): string {
  const known = acknowledgedWords(one);
  if (one.acknowledged) return known;
  return known === "" ? toldWords(one) : `${known}. ${toldWords(one)}`;
}

function toldWords({ toldAt, escalatedAt }: FaultRecordJson): string {
  const words = defectWords();
  const clock = (at: number): string => timeOfDay(at).slice(0, 5);
  if (toldAt === null) return words.nobodyTold;
  return escalatedAt === null ? words.told(clock(toldAt)) : words.toldAgain(clock(escalatedAt));
}
