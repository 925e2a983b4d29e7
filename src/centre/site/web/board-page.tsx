import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Category } from "../../../shared/domain/categories.js";
import type { Priority } from "../../../shared/domain/categories.js";
import type { Verdict } from "../../../shared/domain/closed-sets.js";
import { dateTime } from "../../../shared/web/format.js";
import { categoryLabel, priorityLabel, verdictLabel } from "../../../shared/web/labels.js";
import type { BoardHit, FoundHit } from "../../core/questions.js";
import type { BoardNow } from "./api.js";

/** What the line to the centre is like: the board says so, for an old one looks like a quiet one. */
type BoardLine = "connecting" | "live" | "lost" | "down";

const lineWords: Readonly<Record<BoardLine, string>> = {
  connecting: "Connecting",
  live: "Live",
  lost: "No connection: this is old",
  down: "The archive does not answer: this is old",
};

/** Words for a hit's verdict; a word of a newer unit is shown as it is. */
export function verdictWords({ verdict, isCancelled }: Pick<FoundHit, "verdict" | "isCancelled">): string {
  if (isCancelled) return "Cancelled";
  if (verdict === null) return "Waits for a verdict";
  return verdict in verdictLabel ? verdictLabel[verdict as Verdict] : verdict;
}

/** What a hit is for, as on the officer's page. */
export function hitWords({
  category,
  priority,
  source,
}: Pick<FoundHit, "category" | "priority" | "source">): string {
  const what = category in categoryLabel ? categoryLabel[category as Category] : category;
  const how = priority in priorityLabel ? priorityLabel[priority as Priority] : priority;
  return `${what}, ${how}, ${source}`;
}

function useBoard(): { readonly line: BoardLine; readonly hits: readonly BoardHit[] } {
  const [line, setLine] = useState<BoardLine>("connecting");
  const [hits, setHits] = useState<readonly BoardHit[]>([]);
  useEffect(() => {
    const source = new EventSource("/api/board");
    source.addEventListener("board", (event: MessageEvent<string>) => {
      setHits((JSON.parse(event.data) as BoardNow).hits);
      setLine("live");
    });
    source.addEventListener("down", () => setLine("down"));
    source.onerror = () => setLine("lost");
    return () => source.close();
  }, []);
  return { line, hits };
}

/** The newest hits of all units, with what became of them. */
export function BoardPage(): JSX.Element {
  const { line, hits } = useBoard();
  return (
    <main class="audit board" tabIndex={0}>
      <h1 class="visually-hidden">Live board</h1>
      <p class={`line-state ${line === "live" ? "live" : "lost"}`} role="status">
        <i /> {lineWords[line]}
      </p>
      <table>
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
              <td>{hitWords(hit)}</td>
              <td>{verdictWords(hit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {line === "live" && hits.length === 0 && <p>No hits yet.</p>}
    </main>
  );
}
