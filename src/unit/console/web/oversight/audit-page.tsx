import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { HitJson, SessionJson } from "../../../../shared/web/api-types.js";
import { dateTime } from "../../../../shared/web/format.js";
import type { TrailJson } from "../../../../shared/web/trail-types.js";
import { ChainLine } from "./chain-line.js";
import { PackageSheet } from "./package-sheet.js";
import { TrailForm } from "../../../../shared/web/trail/trail-form.js";
import { TrailList } from "../../../../shared/web/trail/trail-list.js";
import { useTrail } from "./use-trail.js";

/** What the pages of oversight are shown with. */
export interface OversightProps {
  readonly session: SessionJson;
  readonly alerts: readonly HitJson[];
}

/** The audit trail in sentences, newest first, with the state of its chain. */
export function AuditPage({ session, alerts }: OversightProps): JSX.Element {
  const { page, filters, fault, busy, show, more } = useTrail();
  const [isPacking, setPacking] = useState(false);
  return (
    <main class="audit">
      <h1 class="visually-hidden">Audit trail</h1>
      <ChainLine />
      <TrailForm busy={busy} onShow={show} />
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      {page && (
        <>
          <div class="panel found-bar">
            <p role="status">{shownWords(page)}</p>
            <button type="button" class="button" onClick={() => setPacking(true)}>
              Signed package
            </button>
          </div>
          {page.lines.length > 0 && <TrailList lines={page.lines} />}
          {page.next && (
            <button type="button" class="button wide" disabled={busy} onClick={more}>
              {busy ? "Looking" : page.ended === "page" ? "Older lines" : "Look on"}
            </button>
          )}
        </>
      )}
      {isPacking && <PackageSheet {...{ session, filters, alerts }} onClose={() => setPacking(false)} />}
    </main>
  );
}

/** How many lines are shown, and whether they are all. */
function shownWords({ lines, next, ended, searchedTo }: TrailJson): string {
  const count = lines.length === 1 ? "1 line" : `${String(lines.length)} lines`;
  if (next === null) return lines.length === 0 ? "No line fits." : `${count}: all that fit.`;
  if (ended === "page" || searchedTo === null) return `${count}, and older ones.`;
  return `${count} since ${dateTime(searchedTo)}; older ones were not looked through yet.`;
}
