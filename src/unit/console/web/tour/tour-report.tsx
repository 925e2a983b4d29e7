import type { JSX } from "preact";
import type { OpenJson } from "../../../../shared/web/api-types.js";
import type { TourReportJson } from "../../../../shared/web/upkeep-types.js";
import { dateTime } from "../../../../shared/web/format.js";
import { openTotal } from "../../../../shared/web/labels.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";

/** A tour with what its report is read by. */
export interface TourReportProps {
  readonly report: TourReportJson;
  readonly cameras: Readonly<Record<string, string>>;
  /** Hits without a verdict on the unit, from this tour and before; null where the unit does not say. */
  readonly open: OpenJson | null;
}

/** `7 h 05 min`. */
function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const rest = minutes % 60;
  return minutes < 60
    ? `${String(minutes)} min`
    : `${String(Math.floor(minutes / 60))} h ${String(rest).padStart(2, "0")} min`;
}

/** What a tour watched and what came of it, as it is shown and printed. */
export function TourReport({ report, cameras, open }: TourReportProps): JSX.Element {
  const { crew, beganAt, endedAt, lastedMs, reads, hits, verdicts, defects, note } = report;
  const facts: readonly (readonly [string, string])[] = [
    ["Officer", [report.person || "began by driving", crew?.badge].filter(Boolean).join(", badge ")],
    ...(crew?.partner ? ([["Partner", crew.partner]] as const) : []),
    ...(crew?.vehicle ? ([["Vehicle", crew.vehicle]] as const) : []),
    ...(crew?.purpose ? ([["Purpose", crew.purpose]] as const) : []),
    ["Began", dateTime(beganAt)],
    ...(endedAt === null ? [] : ([["Ended", dateTime(endedAt)]] as const)),
    ["Lasted", span(lastedMs)],
    ["Reads", String(reads)],
    ["Hits", String(hits)],
    ["Verdicts", String(verdicts)],
    ["Unverified now", open ? String(openTotal(open)) : "not known"],
    ...(note === "" ? [] : ([["Note", note]] as const)),
  ];
  return (
    <section class="tour-report" aria-label="Report of the tour">
      <h2>Tour of duty</h2>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <table>
        <thead>
          <tr>
            <th scope="col">Camera</th>
            <th scope="col">Watched</th>
            <th scope="col">Blind</th>
          </tr>
        </thead>
        <tbody>
          {report.cameras.map(({ id, watchedMs, blindMs }) => (
            <tr key={id} class={blindMs > watchedMs ? "blind" : ""}>
              <th scope="row">{cameras[id] ?? id}</th>
              <td>{span(watchedMs)}</td>
              <td>{span(blindMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {defects.length > 0 && (
        <>
          <h3>Defects</h3>
          <ul class="tour-defects">
            {defects.map((one) => (
              <li key={one.faultId}>
                {labelWords().part[one.part]} {cameras[one.subject] ?? ""}: {one.code}, {span(one.ms)}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
