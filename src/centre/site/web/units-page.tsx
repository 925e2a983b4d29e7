import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ago, dateTime } from "../../../shared/web/format.js";
import { CheckIcon, FaultIcon } from "../../../shared/web/icons.js";
import type { Hearing, SeenUnit } from "../../core/questions.js";
import { unitsNow, type UnitsNow } from "./api.js";
import { DeafLine } from "./deaf-line.js";
import { unitState, type UnitLevel } from "./unit-state.js";
import { wordsOf } from "./talk.js";

const againMs = 15_000;
const unheard: Hearing = { hears: false, since: null };
const order: readonly UnitLevel[] = ["bad", "wait", "good"];

/** All units: whether they are heard, their faults, what they have not delivered, their certificates. Asked anew while it is open. */
export function UnitsPage(): JSX.Element {
  const [known, setKnown] = useState<UnitsNow | null>(null);
  const [fault, setFault] = useState("");
  useEffect(() => {
    const load = (): void => {
      unitsNow().then(
        (now) => (setKnown(now), setFault("")),
        (error: unknown) => setFault(wordsOf(error, "The units cannot be shown now.")),
      );
    };
    load();
    const timer = setInterval(load, againMs);
    return () => clearInterval(timer);
  }, []);
  const { at = 0, hearing = unheard } = known ?? {};
  const units = (known?.units ?? [])
    .map((unit) => ({ unit, ...unitState(unit, at, hearing) }))
    .sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  const wrong = units.filter(({ level }) => level === "bad").length;
  return (
    <main class="unit-page" tabIndex={0}>
      <h1 class="visually-hidden">Units</h1>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      {known && <DeafLine hearing={hearing} />}
      {known && (
        <div class="panel found-bar">
          <p role="status">
            <strong>{units.length === 1 ? "1 unit" : `${String(units.length)} units`}</strong>{" "}
            {wrong === 0 ? "none of them is silent or broken" : `${String(wrong)} of them silent or broken`}
          </p>
        </div>
      )}
      <div class="tiles">
        {units.map(({ unit, level, words }) => (
          <UnitTile key={unit.unit} {...{ unit, level, words }} now={at} />
        ))}
      </div>
    </main>
  );
}

interface TileProps {
  readonly unit: SeenUnit;
  readonly level: UnitLevel;
  readonly words: string;
  readonly now: number;
}

function UnitTile({ unit, level, words, now }: TileProps): JSX.Element {
  const { seenAt, waiting, certificateTo, isRevoked, version, silentSince } = unit;
  const silent =
    silentSince === null ? [] : [{ code: "UNIT_SILENT", subject: unit.unit, severity: "critical" }];
  const faults = [...silent, ...unit.faults];
  const certificate = isRevoked
    ? "revoked"
    : certificateTo === null
      ? "none from here"
      : `good to ${new Date(certificateTo).toISOString().slice(0, 10)}`;
  return (
    <section class={`tile ${level}`} aria-label={unit.unit}>
      <h2>{unit.unit}</h2>
      <p class="tile-state">
        {level === "good" ? <CheckIcon /> : <FaultIcon />}
        {words}
      </p>
      <p>{seenAt === null ? "Never heard" : `Last heard ${ago(now - seenAt)}, ${dateTime(seenAt)}`}</p>
      {waiting !== null && waiting.all > 0 && (
        <p>{`${String(waiting.all)} messages not delivered yet, ${String(waiting.hits)} of hits`}</p>
      )}
      {faults.length > 0 && (
        <ul class="unit-faults">
          {faults.map(({ code, subject, severity }) => (
            <li key={`${code} ${subject}`} class={severity}>
              {code} {subject}
            </li>
          ))}
        </ul>
      )}
      <p class="quiet">{`Certificate ${certificate}${version === null ? "" : `; version ${version}`}`}</p>
    </section>
  );
}
