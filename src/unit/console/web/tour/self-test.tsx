import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ReadJson, SessionJson } from "../../../../shared/web/api-types.js";
import type { SelfTestJson } from "../../../../shared/web/upkeep-types.js";
import { timeOfDay } from "../../../../shared/web/format.js";
import { CheckIcon, FaultIcon, QuestionIcon } from "../../../../shared/web/icons.js";
import { CameraTile } from "../unit/unit-tiles.js";
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
  return (
    <>
      <h2>Cameras</h2>
      <section class="test-cameras" aria-label="Cameras">
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
          {test.answer?.running ? "Testing" : "Test again"}
        </button>
        <button type="button" class="button strong" onClick={onDefect}>
          Report a defect
        </button>
      </div>
    </>
  );
}

const soundWords = {
  played: "",
  heard: "Sound works.",
  silent: "The browser lets nothing be heard yet: touch the screen and play it again.",
  unheard: "Turn up the volume of the computer and play it again; otherwise report a defect.",
} as const;

function Heard({ onAnswer }: { readonly onAnswer: (isHeard: boolean) => void }): JSX.Element {
  return (
    <span class="sound-asked">
      Did you hear it?
      <button type="button" class="button" onClick={() => onAnswer(true)}>
        Yes
      </button>
      <button type="button" class="button" onClick={() => onAnswer(false)}>
        No
      </button>
    </span>
  );
}

function SoundTest({ playSound }: Pick<Props, "playSound">): JSX.Element {
  const [step, setStep] = useState<"" | "played" | "silent" | "heard" | "unheard">("");
  const play = (): void => setStep(playSound() ? "played" : "silent");
  return (
    <section class="sound-test" aria-label="Sound">
      <button type="button" class="button" onClick={play}>
        Play the alert sound
      </button>
      {step === "played" && <Heard onAnswer={(isHeard) => setStep(isHeard ? "heard" : "unheard")} />}
      <span role="status">{step !== "" && soundWords[step]}</span>
    </section>
  );
}

type OneCheck = NonNullable<SelfTestJson["last"]>["checks"][number];

function Tested({ one: { part, isFailed, isDoubtful, text } }: { readonly one: OneCheck }): JSX.Element {
  return (
    <li class={isFailed ? "bad" : isDoubtful ? "doubt" : "good"}>
      {isFailed ? <FaultIcon /> : isDoubtful ? <QuestionIcon /> : <CheckIcon />}
      <span>
        <b>{part}</b> {text}
      </span>
    </li>
  );
}

interface ChecksProps {
  readonly test: SelfTestJson | null;
  readonly fault: string;
}

function Checks({ test, fault }: ChecksProps): JSX.Element {
  const last = test?.last;
  return (
    <section class="test-checks" aria-label="Parts">
      {fault && <p class="hint">No self-test of the parts here: {fault}</p>}
      {test && !last && <p class="hint">{test.running ? "Testing the parts" : "Not tested yet"}</p>}
      {last && (
        <>
          <h2>
            Tested at {timeOfDay(last.at).slice(0, 5)}:{" "}
            {last.checks.some(({ isFailed }) => isFailed) ? "not everything works" : "everything works"}
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
