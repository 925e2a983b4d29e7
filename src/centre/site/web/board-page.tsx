import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { dateTime } from "../../../shared/web/format.js";
import type { BoardHit, Hearing, SilentUnit } from "../../core/questions.js";
import type { BoardNow } from "./api.js";
import { DeafLine } from "./deaf-line.js";
import { CovertWord, HitSign } from "./hit-sign.js";
import { hitWords, verdictWords } from "./hit-words.js";

/** What the line to the centre is like: the board says so, for an old one looks like a quiet one. */
type BoardLine = "connecting" | "live" | "lost" | "down";

const lineWords: Readonly<Record<BoardLine, string>> = {
  connecting: "Connecting",
  live: "Live",
  lost: "No connection: this is old",
  down: "The archive does not answer: this is old",
};

interface Shown {
  readonly hits: readonly BoardHit[];
  readonly silent: readonly SilentUnit[];
  readonly hearing: Hearing;
}

function useBoard(): Shown & { readonly line: BoardLine } {
  const [line, setLine] = useState<BoardLine>("connecting");
  const [shown, setShown] = useState<Shown>({ hits: [], silent: [], hearing: { hears: true, since: null } });
  useEffect(() => {
    const source = new EventSource("/api/board");
    source.addEventListener("board", (event: MessageEvent<string>) => {
      setShown(JSON.parse(event.data) as BoardNow);
      setLine("live");
    });
    source.addEventListener("down", () => setLine("down"));
    source.onerror = () => setLine("lost");
    return () => source.close();
  }, []);
  return { ...shown, line };
}

/** The newest hits of all units, with what became of them. */
export function BoardPage(): JSX.Element {
  const { line, hits, silent, hearing } = useBoard();
  return (
    <main class="audit board" tabIndex={0}>
      <h1 class="visually-hidden">Live board</h1>
      <p class={`line-state ${line === "live" ? "live" : "lost"}`} role="status">
        <i /> {lineWords[line]}
      </p>
      <DeafLine hearing={hearing} />
      {silent.length > 0 && (
        <ul class="panel unit-faults" aria-label="Faults">
          {silent.map(({ unit, since }) => (
            <li key={unit} class="critical">
              {`${unit} is on duty and not heard since ${dateTime(since)}`}
            </li>
          ))}
        </ul>
      )}
      <table class="panel">
        <thead>
          <tr>
            <th>Received</th>
            <th>Unit</th>
            <th>Plate</th>
            <th>Hit</th>
            <th>Verdict</th>
          </tr>
        </thead>
        <tbody>
          {hits.map((hit) => (
            <tr key={hit.hitId} class={hit.isCancelled ? "struck" : ""}>
              <td>{dateTime(hit.receivedAt)}</td>
              <td>{hit.unit}</td>
              <td class="plate-text">{hit.plate}</td>
              <td>
                <HitSign priority={hit.priority}>
                  {hitWords(hit)} {hit.isCovert && <CovertWord />}
                </HitSign>
              </td>
              <td>{verdictWords(hit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {line === "live" && hits.length === 0 && <p>No hits yet.</p>}
    </main>
  );
}
