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
import { oversightWords } from "../words/en/oversight.js";

/** What the pages of oversight are shown with. */
export interface OversightProps {
  readonly session: SessionJson;
  readonly alerts: readonly HitJson[];
}

/** The audit trail in sentences, newest first, with the state of its chain. */
export function AuditPage({ session, alerts }: OversightProps): JSX.Element {
  const { page, filters, fault, busy, show, more } = useTrail();
  const words = oversightWords();
  const [isPacking, setPacking] = useState(false);
  return (
    <main class="audit">
      <h1 class="visually-hidden">{words.trailTitle}</h1>
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
            {page.lines.length > 0 && (
              <button type="button" class="button" disabled={busy} onClick={() => setPacking(true)}>
                {words.signedPackage}
              </button>
            )}
          </div>
          {page.lines.length > 0 && <TrailList lines={page.lines} />}
          {page.next && (
            <button type="button" class="button wide" disabled={busy} onClick={more}>
              {busy ? words.looking : page.ended === "page" ? words.olderLines : words.lookOn}
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
  const words = oversightWords();
  if (next === null) return lines.length === 0 ? words.noLine : words.allLines(lines.length);
  if (ended === "page" || searchedTo === null) return words.andOlder(lines.length);
  return words.linesSince(lines.length, dateTime(searchedTo));
}
