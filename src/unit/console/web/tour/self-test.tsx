import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SelfTestCheck } from "../../../../shared/domain/said/self-test.js";
import type { ReadJson, SessionJson } from "../../../../shared/web/api-types.js";
import type { SelfTestJson } from "../../../../shared/web/upkeep-types.js";
import { timeOfDay } from "../../../../shared/web/format.js";
import { CheckIcon, FaultIcon, QuestionIcon } from "../../../../shared/web/icons.js";
import { UnitSays } from "../../../../shared/web/unit-says.js";
import { CameraTile } from "../unit/unit-tiles.js";
import { defectWords } from "../words/en/defects.js";
import { selfTestWords } from "../words/en/self-test.js";
import { LastSeen } from "./last-seen.js";
import { fetchSelfTest, fetchStatus, runSelfTest } from "./tour-api.js";
import { useAnswer } from "./use-answer.js";

interface Props {
  readonly session: SessionJson;
  /** The newest reads, newest first. */
  readonly reads: readonly ReadJson[];
  /** Plays the sound of a high alert; false when the browser lets nothing be heard. */
  readonly playSound: () => boolean;
  readonly onDefect: () => void;
}

/** Whether everything works, before the tour begins: what each camera saw last, each part, and the sound. */
export function SelfTest({ session, reads, playSound, onDefect }: Props): JSX.Element {
  const status = useAnswer(fetchStatus, 3_000);
  const test = useAnswer(fetchSelfTest, 2_000);
  const words = defectWords();
  return (
    <>
      <h2>{words.cameras}</h2>
      <section class="test-cameras" aria-label={words.cameras}>
        {status.answer?.status.cameras.map((camera) => (
          <div class="test-camera" key={camera.id}>
            <LastSeen name={camera.name} read={reads.find((read) => read.camera === camera.id)} />
            <CameraTile camera={camera} />
          </div>
        ))}
      </section>
      {status.fault && (
        <p class="fault-text" role="alert">
          {status.fault}
        </p>
      )}
      <SoundTest playSound={playSound} />
      <Checks test={test.answer} fault={test.fault} />
      <div class="sheet-buttons">
        <button
          type="button"
          class="button"
          disabled={test.answer?.running ?? true}
          onClick={() => void runSelfTest(session).then(test.again, test.again)}
        >
          {test.answer?.running ? words.testing : words.testAgain}
        </button>
        <button type="button" class="button strong" onClick={onDefect}>
          {words.reportDefect}
        </button>
      </div>
    </>
  );
}

function Heard({ onAnswer }: { readonly onAnswer: (isHeard: boolean) => void }): JSX.Element {
  const words = defectWords();
  return (
    <span class="sound-asked">
      {words.heardIt}
      <button type="button" class="button" onClick={() => onAnswer(true)}>
        {words.yes}
      </button>
      <button type="button" class="button" onClick={() => onAnswer(false)}>
        {words.no}
      </button>
    </span>
  );
}

function SoundTest({ playSound }: Pick<Props, "playSound">): JSX.Element {
  const [step, setStep] = useState<"" | "played" | "silent" | "heard" | "unheard">("");
  const words = defectWords();
  const play = (): void => setStep(playSound() ? "played" : "silent");
  return (
    <section class="sound-test" aria-label={words.sound}>
      <button type="button" class="button" onClick={play}>
        {words.playSound}
      </button>
      {step === "played" && <Heard onAnswer={(isHeard) => setStep(isHeard ? "heard" : "unheard")} />}
      <span role="status">{step !== "" && step !== "played" && words[step]}</span>
    </section>
  );
}

function Tested({ one }: { readonly one: SelfTestCheck }): JSX.Element {
  const { isFailed, isDoubtful } = one;
  const words = selfTestWords();
  return (
    <li class={isFailed ? "bad" : isDoubtful ? "doubt" : "good"}>
      {isFailed ? <FaultIcon /> : isDoubtful ? <QuestionIcon /> : <CheckIcon />}
      <span>
        <b>{words.part(one)}</b> {words.text(one)}
        <UnitSays words={words.own(one)} />
      </span>
    </li>
  );
}

interface ChecksProps {
  readonly test: SelfTestJson | null;
  readonly fault: string;
}

function Checks({ test, fault }: ChecksProps): JSX.Element {
  const words = defectWords();
  const last = test?.last;
  return (
    <section class="test-checks" aria-label={words.parts}>
      {fault && <p class="hint">{words.noTest(fault)}</p>}
      {test && !last && <p class="hint">{test.running ? words.testingParts : words.notTested}</p>}
      {last && (
        <>
          <h2>
            {(last.checks.some(({ isFailed }) => isFailed) ? words.notAllWorks : words.allWorks)(
              timeOfDay(last.at).slice(0, 5),
            )}
          </h2>
          <ul>
            {last.checks.map((one) => (
              <Tested key={`${one.part} ${one.text}`} one={one} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
