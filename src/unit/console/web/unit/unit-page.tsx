import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CameraStatus } from "../../../../shared/domain/status.js";
import type { Fault } from "../../../../shared/domain/faults/fault.js";
import type { HitJson, ReadJson, SessionJson, StatusJson } from "../../../../shared/web/api-types.js";
import { fetchUnitStatus } from "../api.js";
import { Refused } from "../../../../shared/web/refused.js";
import { CheckIcon, FaultIcon } from "../../../../shared/web/icons.js";
import { faultWords } from "../../../../shared/web/labels.js";
import { sinceWords } from "./since-words.js";
import { UnitSays } from "../../../../shared/web/unit-says.js";
import { faultSayings } from "../../../../shared/web/words/en/faults.js";
import { lazyPage } from "../frame/lazy-page.js";
import { unitWords } from "../words/en/unit.js";
import { CameraTile, notWell, Rest } from "./unit-tiles.js";
import { AcknowledgeKey, acknowledgedWords } from "./acknowledge.js";
import { ReportDefect } from "./report-defect.js";
import { AssignedTile } from "./assign/assigned-tile.js";
import { loadStyles } from "../frame/load-styles.js";
import { useAimed, useAssigning } from "./use-aimed.js";

const AimPage = lazyPage(async () => {
  const [{ AimPage: page }] = await Promise.all([
    import("./aim/aim-page.js"),
    loadStyles("/aim.css", "/draw.css"),
  ]);
  return page;
});
const AssignPage = lazyPage(async () => (await import("./assign/assign-page.js")).AssignPage);

const refreshMs = 3_000;

interface Props {
  readonly session: SessionJson;
  /** Hits that wait for a verdict, newest first: a sheet over the page says so. */
  readonly alerts: readonly HitJson[];
  /** The newest reads, newest first; none for who sees no plate. */
  readonly reads: readonly ReadJson[];
}

/** State of the unit: faults with what to do, cameras, position, lists, uplink, disk. No plates here. */
export function UnitPage({ session, alerts, reads }: Props): JSX.Element {
  const [answer, setAnswer] = useState<StatusJson | null>(null);
  const [trouble, setTrouble] = useState("");
  const [aimed, setAimed] = useAimed();
  const [isAssigning, setAssigning] = useAssigning();
  const assigns = session.rights.includes("assign");
  const load = (): void => {
    fetchUnitStatus().then(
      (next) => (setAnswer(next), setTrouble("")),
      (error: unknown) => setTrouble(error instanceof Refused ? error.message : unitWords().noAnswer),
    );
  };
  useEffect(() => {
    load();
    const timer = setInterval(load, refreshMs);
    return () => clearInterval(timer);
  }, []);
  const words = unitWords();
  const aimedCamera = answer?.status.cameras.find(({ id }) => id === aimed);
  if (aimedCamera)
    return <AimPage camera={aimedCamera.id} name={aimedCamera.name} onBack={() => setAimed("")} />;
  if (isAssigning && assigns) return <AssignPage session={session} onBack={() => setAssigning(false)} />;
  return (
    <main class="unit-page" tabIndex={0}>
      <h1 class="visually-hidden">{words.title}</h1>
      {trouble && (
        <p class="banner lost" role="alert">
          {trouble}
        </p>
      )}
      {answer && (
        <>
          {answer.faults.length > 0 ? (
            <Faults
              {...{ session, load }}
              faults={answer.faults}
              at={answer.at}
              cameras={answer.status.cameras}
            />
          ) : (
            <NoFaults look={notWell(answer.status, answer.at)} />
          )}
          <ReportDefect {...{ session, alerts, reads }} cameras={answer.status.cameras} />
          <AssignedTile onChange={assigns ? () => setAssigning(true) : null} />
          <h2 class="visually-hidden">{words.cameras}</h2>
          <section class="tiles" aria-label={words.cameras}>
            {answer.status.cameras.map((camera) => (
              <CameraTile key={camera.id} camera={camera} onAim={() => setAimed(camera.id)} />
            ))}
          </section>
          <Rest status={answer.status} at={answer.at} />
        </>
      )}
    </main>
  );
}

/** That no fault stands is no green tick while a tile below says otherwise. */
function NoFaults({ look }: { readonly look: readonly string[] }): JSX.Element {
  const words = unitWords();
  const isWell = look.length === 0;
  return (
    <p class={`panel all-well${isWell ? "" : " look"}`}>
      {isWell ? <CheckIcon /> : <FaultIcon />} {isWell ? words.noFaults : words.noFaultsBut(look.join(", "))}
    </p>
  );
}

interface FaultsProps {
  readonly session: SessionJson;
  readonly load: () => void;
  readonly faults: readonly Fault[];
  readonly cameras: readonly CameraStatus[];
  readonly at: number;
}

function Faults({ session, load, faults, cameras, at }: FaultsProps): JSX.Element {
  const words = unitWords();
  const said = faultSayings();
  const names = Object.fromEntries(cameras.map(({ id, name }) => [id, name]));
  return (
    <section class="panel" aria-label={words.faults}>
      <h2>{words.faults}</h2>
      <ul class="faults">
        {faults.map((fault) => (
          <li key={`${fault.code} ${fault.subject}`} class={fault.severity}>
            <FaultIcon />
            <span>
              <strong>{faultWords(fault, names)}</strong>
              <UnitSays words={said.ownText(fault.code, fault.text)} />
              <span class="fault-hint">{said.advice(fault.code, fault.hint)}</span>
              <UnitSays words={said.ownHint(fault.code, fault.hint)} />
              {acknowledgedWords(fault) && <span class="fault-hint">{acknowledgedWords(fault)}</span>}
            </span>
            <div class="fault-side">
              <time>{sinceWords(fault.since, at)}</time>
              <AcknowledgeKey {...{ fault, session }} onDone={load} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
