import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SessionJson } from "../../../../shared/web/api-types.js";
import { Refused } from "../../../../shared/web/refused.js";
import type { StatisticsJson } from "../../../../shared/web/trail-types.js";
import { Segments } from "../frame/segments.js";
import type { OversightProps } from "./audit-page.js";
import { statisticsSpans, type StatisticsSpan } from "../../../../shared/domain/closed-sets.js";
import { oversightWords } from "../words/en/oversight.js";
import { statisticsNow } from "./oversight-api.js";
import { cameraRows, faultRows, noteWords, slotRows, verdictRows, verdictSum } from "./statistics-words.js";
import { CountedChart } from "./counted-chart.js";

/** What was read, hit, judged and broken, as charts and as tables. */
export function StatisticsPage({ session }: OversightProps): JSX.Element {
  const [span, setSpan] = useState<StatisticsSpan>("week");
  const { counted, fault } = useStatistics(span);
  const words = oversightWords();
  const choices = statisticsSpans.map((one) => [one, words.spans[one]] as const);
  return (
    <main class="statistics">
      <h1 class="visually-hidden">{words.statisticsTitle}</h1>
      <Segments
        label={words.howFarBack}
        choices={choices}
        isPressed={(one) => one === span}
        onChoice={setSpan}
      />
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      {!counted && !fault && <p role="status">{words.counting}</p>}
      {counted && <Charts {...{ counted, session, span }} />}
    </main>
  );
}

/** CountedChart anew for each span; what comes of an older question is dropped. */
function useStatistics(span: StatisticsSpan): {
  readonly counted: StatisticsJson | null;
  readonly fault: string;
} {
  const [counted, setCounted] = useState<StatisticsJson | null>(null);
  const [fault, setFault] = useState("");
  useEffect(() => {
    const asked = new AbortController();
    setCounted(null);
    setFault("");
    statisticsNow(span, asked.signal).then(
      (answer) => asked.signal.aborted || setCounted(answer),
      (error: unknown) =>
        asked.signal.aborted ||
        setFault(error instanceof Refused ? error.message : oversightWords().notCounted),
    );
    return () => asked.abort();
  }, [span]);
  return { counted, fault };
}

interface ChartsProps {
  readonly counted: StatisticsJson;
  readonly session: SessionJson;
  readonly span: StatisticsSpan;
}

function Charts({ counted, session, span }: ChartsProps): JSX.Element {
  const slots = slotRows(counted, span);
  const cameras = cameraRows(counted, session.cameras);
  const words = oversightWords();
  const isHourly = span === "day";
  return (
    <>
      <p class="note">{noteWords(counted)}</p>
      {counted.isPart && (
        <p class="notice" role="status">
          {words.partly}
        </p>
      )}
      <div class="charts">
        <CountedChart
          title={isHourly ? words.readsPerHour : words.readsPerDay}
          heads={[words.when, words.reads]}
          rows={slots.reads}
          colour="--accent"
        />
        <CountedChart
          title={isHourly ? words.hitsPerHour : words.hitsPerDay}
          heads={[words.when, words.hits]}
          rows={slots.hits}
          colour="--doubt"
        />
        <CountedChart
          title={words.verdicts}
          heads={[words.verdict, words.hits]}
          rows={verdictRows(counted)}
          sum={verdictSum(counted)}
          colour="--doubt"
        />
        <CountedChart
          title={words.readsPerCamera}
          heads={[words.camera, words.reads]}
          rows={cameras.reads}
          colour="--accent"
        />
        <CountedChart
          title={words.hitsPerCamera}
          heads={[words.camera, words.hits]}
          rows={cameras.hits}
          colour="--doubt"
        />
        <FaultTable counted={counted} cameras={session.cameras} />
      </div>
    </>
  );
}

interface FaultTableProps {
  readonly counted: StatisticsJson;
  readonly cameras: SessionJson["cameras"];
}

function FaultTable({ counted, cameras }: FaultTableProps): JSX.Element {
  const words = oversightWords();
  const rows = faultRows(counted, cameras);
  return (
    <section class="panel counted">
      <h2>{words.faults}</h2>
      {rows.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <div class="table-box" role="region" aria-label={words.faults} tabIndex={0}>
          <table class="found-table">
            <thead>
              <tr>
                {[words.fault, words.where, words.times, words.stood].map((head) => (
                  <th key={head}>{head}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row[0]} ${row[1]}`}>
                  {row.map((cell, place) => (
                    <td key={place}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
