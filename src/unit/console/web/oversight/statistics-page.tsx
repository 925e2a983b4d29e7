import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SessionJson } from "../../../../shared/web/api-types.js";
import { Refused } from "../../../../shared/web/refused.js";
import type { StatisticsJson } from "../../../../shared/web/trail-types.js";
import { Segments } from "../frame/segments.js";
import type { OversightProps } from "./audit-page.js";
import type { StatisticsSpan } from "../../../../shared/domain/closed-sets.js";
import { statisticsNow } from "./oversight-api.js";
import { cameraRows, faultRows, noteWords, slotRows, verdictRows } from "./statistics-words.js";
import { CountedChart } from "./counted-chart.js";

const spans: readonly (readonly [StatisticsSpan, string])[] = [
  ["day", "24 hours"],
  ["week", "7 days"],
  ["month", "30 days"],
  ["quarter", "90 days"],
];

/** What was read, hit, judged and broken, as charts and as tables. */
export function StatisticsPage({ session }: OversightProps): JSX.Element {
  const [span, setSpan] = useState<StatisticsSpan>("week");
  const { counted, fault } = useStatistics(span);
  return (
    <main class="statistics">
      <h1 class="visually-hidden">Statistics</h1>
      <Segments label="How far back" choices={spans} isPressed={(one) => one === span} onChoice={setSpan} />
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      {!counted && !fault && <p role="status">Counting</p>}
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
        setFault(error instanceof Refused ? error.message : "Nothing could be counted."),
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
  const unit = span === "day" ? "hour" : "day";
  return (
    <>
      <p class="note">{noteWords(counted)}</p>
      {counted.isPart && (
        <p class="notice" role="status">
          NOT everything is counted yet: ask again in a minute, or for a shorter time.
        </p>
      )}
      <div class="charts">
        <CountedChart
          title={`Reads per ${unit}`}
          heads={["When", "Reads"]}
          rows={slots.reads}
          colour="--accent"
        />
        <CountedChart
          title={`Hits per ${unit}`}
          heads={["When", "Hits"]}
          rows={slots.hits}
          colour="--doubt"
        />
        <CountedChart
          title="Verdicts"
          heads={["Verdict", "Hits"]}
          rows={verdictRows(counted)}
          colour="--doubt"
        />
        <CountedChart
          title="Reads per camera"
          heads={["Camera", "Reads"]}
          rows={cameras.reads}
          colour="--accent"
        />
        <CountedChart
          title="Hits per camera"
          heads={["Camera", "Hits"]}
          rows={cameras.hits}
          colour="--doubt"
        />
        <FaultTable counted={counted} />
      </div>
    </>
  );
}

function FaultTable({ counted }: { readonly counted: StatisticsJson }): JSX.Element {
  const rows = faultRows(counted);
  return (
    <section class="panel counted">
      <h2>Faults</h2>
      {rows.length === 0 ? (
        <p>None.</p>
      ) : (
        <div class="table-box" role="region" aria-label="Faults" tabIndex={0}>
          <table class="found-table">
            <thead>
              <tr>
                {["Fault", "Where", "Times", "Stood"].map((head) => (
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
