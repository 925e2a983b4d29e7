import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SessionJson } from "../../../../../shared/web/api-types.js";
import { dateTime } from "../../../../../shared/web/format.js";
import type { AssignmentsJson } from "../../../../../shared/web/upkeep-types.js";
import { assignedSpans } from "../../../../core/upkeep/assignment.js";
import { useAnswer } from "../../tour/use-answer.js";
import { assignWords } from "../../words/en/assign.js";
import { fetchAssignments } from "./assign-api.js";
import { AssignForm } from "./assign-form.js";
import { rowStates, spanText, whoText } from "./spans.js";

/** The properties of the page. */
export interface AssignProps {
  readonly session: SessionJson;
  readonly onBack: () => void;
}

const everyMs = 30_000;

/** Who has the unit now, from now on, and had it; and the form that gives it to somebody (order III.A). */
export function AssignPage({ session, onBack }: AssignProps): JSX.Element {
  const words = assignWords();
  const { answer, fault, again } = useAnswer(fetchAssignments, everyMs);
  return (
    <main class="assign-page" tabIndex={-1}>
      <div class="aim-head">
        <button type="button" class="button" onClick={onBack}>
          {words.back}
        </button>
        <h1>{words.title}</h1>
      </div>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      {answer && (
        <>
          <div class="assign-columns">
            <Plan known={answer} />
            <section class="panel">
              <AssignForm session={session} known={answer} onSet={again} />
            </section>
          </div>
          <History known={answer} />
        </>
      )}
    </main>
  );
}

/** Who has it now, large, and what comes after, without gap. */
function Plan({ known }: { readonly known: AssignmentsJson }): JSX.Element {
  const words = assignWords();
  const [now, ...later] = assignedSpans(known.assignments, known.at);
  return (
    <section class="panel assign-plan" aria-label={words.title}>
      <h2>{words.now}</h2>
      <p class="assign-now">{whoText(now, known.byDefault)}</p>
      {now.row && (
        <p class="hint">
          {words.kind[now.row.kind]}, {words.setBy(now.row.setBy, dateTime(now.row.setAt))}
        </p>
      )}
      <p>{now.to === null ? words.open : words.until(dateTime(now.to))}</p>
      {later.length > 0 && (
        <>
          <h2>{words.plan}</h2>
          <ul>
            {later.map((span) => (
              <li key={span.from} class={span.row || known.byDefault !== null ? "" : "gap"}>
                <b>{whoText(span, known.byDefault)}</b> {spanText(span, known.at)}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const shownFirst = 50;

function History({ known }: { readonly known: AssignmentsJson }): JSX.Element {
  const words = assignWords();
  const [shown, setShown] = useState(shownFirst);
  const { heads } = words;
  // Only rows set later take anything from a row, so the newest tell the whole of themselves.
  const rows = known.assignments.slice(0, shown);
  const states = rowStates(rows, known.at);
  const left = known.assignments.length - rows.length;
  return (
    <section class="panel assign-history">
      <h2>{words.history}</h2>
      <p class="hint">{rows.length === 0 ? words.none : words.neverChanged}</p>
      {rows.length > 0 && (
        <div class="table-box" role="region" aria-label={words.history} tabIndex={0}>
          <table class="found-table">
            <thead>
              <tr>
                {[heads.who, heads.kind, heads.from, heads.to, heads.set, heads.state].map((head) => (
                  <th key={head}>{head}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => {
                const state = states.get(row.id) ?? "over";
                return (
                  <tr key={row.id} class={state}>
                    <td>{row.assignedTo}</td>
                    <td>{words.kind[row.kind]}</td>
                    <td class="when">{dateTime(row.from)}</td>
                    <td class="when">{row.to === null ? words.open : dateTime(row.to)}</td>
                    <td>{words.setBy(row.setBy, dateTime(row.setAt))}</td>
                    <td>{words.states[state]}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {left > 0 && (
        <button type="button" class="button" onClick={() => setShown(shown + shownFirst)}>
          {words.more(left)}
        </button>
      )}
    </section>
  );
}
