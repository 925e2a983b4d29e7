import type { JSX } from "preact";
import { useState } from "preact/hooks";
import {
  countChecks,
  type SelfTestCheck,
  type SelfTestCounts,
} from "../../../../shared/domain/said/self-test.js";
import type { ReadJson, SessionJson } from "../../../../shared/web/api-types.js";
import type { SelfTestJson } from "../../../../shared/web/upkeep-types.js";
import { timeOfDay } from "../../../../shared/web/format.js";
import { CheckIcon, FaultIcon, QuestionIcon } from "../../../../shared/web/icons.js";
import { UnitSays } from "../../../../shared/web/unit-says.js";
import { CameraTile, isCameraWell } from "../unit/unit-tiles.js";
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
  /** What comes after the test. */
  readonly next: { readonly word: string; readonly act: () => void };
  readonly onDefect: () => void;
}

/** Whether everything works, before the tour begins: what each camera saw last, each part, and the sound. */
export function SelfTest({ session, reads, playSound, next, onDefect }: Props): JSX.Element {
  const status = useAnswer(fetchStatus, 3_000);
  const test = useAnswer(fetchSelfTest, 2_000);
  const [sound, setSound] = useState<SoundStep>("");
  const words = defectWords();
  const cameras = status.answer?.status.cameras;
  const last = test.answer?.last;
  const isBroken =
    sound === "unheard" ||
    cameras?.some((camera) => !isCameraWell(camera)) ||
    last?.checks.some(({ isFailed }) => isFailed);
  const isWell = !isBroken && cameras !== undefined && Boolean(last) && !test.answer?.running;
  return (
    <>
      <h2>{words.cameras}</h2>
      <section class="test-cameras" aria-label={words.cameras}>
        {cameras?.map((camera) => (
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
      <SoundTest {...{ playSound, sound, setSound }} />
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
        <button type="button" class={isBroken ? "button strong" : "button"} onClick={onDefect}>
          {words.reportDefect}
        </button>
        <button type="button" class={isWell ? "button strong" : "button"} onClick={next.act}>
          {next.word}
        </button>
      </div>
    </>
  );
}

/** How far the test of the sound is: not begun, played, let through by no browser, heard or not. */
type SoundStep = "" | "played" | "silent" | "heard" | "unheard";

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

interface SoundProps extends Pick<Props, "playSound"> {
  readonly sound: SoundStep;
  readonly setSound: (step: SoundStep) => void;
}

function SoundTest({ playSound, sound, setSound }: SoundProps): JSX.Element {
  const words = defectWords();
  return (
    <section class="sound-test" aria-label={words.sound}>
      <button type="button" class="button" onClick={() => setSound(playSound() ? "played" : "silent")}>
        {words.playSound}
      </button>
      {sound === "played" && <Heard onAnswer={(isHeard) => setSound(isHeard ? "heard" : "unheard")} />}
      <span role="status">{sound !== "" && sound !== "played" && words[sound]}</span>
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
          <h2>{summaryOf(timeOfDay(last.at).slice(0, 5), countChecks(last.checks))}</h2>
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

/** In one line: what failed, what is not known, and what works but should be looked at. */
function summaryOf(time: string, { failed, untested, doubtful }: SelfTestCounts): string {
  const words = defectWords();
  const isAll = untested + doubtful === 0;
  const head = failed > 0 ? words.failed(time, failed) : (isAll ? words.works : words.worksButOpen)(time);
  return [
    head,
    ...(untested > 0 ? [words.untested(untested)] : []),
    ...(doubtful > 0 ? [words.doubtful(doubtful)] : []),
  ].join(", ");
}
