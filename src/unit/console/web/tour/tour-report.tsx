import type { JSX } from "preact";
import type { OpenJson } from "../../../../shared/web/api-types.js";
import type { TourReportJson } from "../../../../shared/web/upkeep-types.js";
import { dateTime } from "../../../../shared/web/format.js";
import { reportWords } from "../words/en/report.js";
import { textOfCode } from "../../../../shared/domain/faults/errors.js";
import { faultWords, openTotal } from "../../../../shared/web/labels.js";

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

/** Who was on the tour, when, and what came of it: name and value. */
function factsOf({ report, open }: TourReportProps): readonly (readonly [string, string])[] {
  const { crew, beganAt, endedAt, lastedMs, reads, hits, verdicts, note } = report;
  const words = reportWords();
  const badge = crew?.badge ? [words.badge(crew.badge)] : [];
  return [
    [words.officer, [report.person || words.byDriving, ...badge].join(", ")],
    ...(crew?.partner ? ([[words.partner, crew.partner]] as const) : []),
    ...(crew?.vehicle ? ([[words.vehicle, crew.vehicle]] as const) : []),
    ...(crew?.purpose ? ([[words.purpose, crew.purpose]] as const) : []),
    [words.began, dateTime(beganAt)],
    ...(endedAt === null ? [] : ([[words.ended, dateTime(endedAt)]] as const)),
    [words.lasted, span(lastedMs)],
    [words.reads, String(reads)],
    [words.hits, String(hits)],
    [words.verdicts, String(verdicts)],
    [words.unverifiedNow, open ? String(openTotal(open)) : words.notKnown],
    ...(note === "" ? [] : ([[words.note, note]] as const)),
  ];
}

/** What a tour watched and what came of it, as it is shown and printed. */
export function TourReport(props: TourReportProps): JSX.Element {
  const { report, cameras } = props;
  const { defects } = report;
  const words = reportWords();
  return (
    <section class="tour-report" aria-label={words.label}>
      <h2>{words.title}</h2>
      <dl class="facts">
        {factsOf(props).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.camera}</th>
            <th scope="col">{words.watched}</th>
            <th scope="col">{words.blind}</th>
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
          <h3>{words.defects}</h3>
          <ul class="tour-defects">
            {defects.map((one) => (
              <li key={one.faultId}>
                {faultWords({ ...one, text: textOfCode(one.code) }, cameras)}, {span(one.ms)}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
