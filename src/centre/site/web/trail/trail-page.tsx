import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { AskingForm } from "../../../../shared/web/asking-form.js";
import { dateTime } from "../../../../shared/web/format.js";
import { saveFile } from "../../../../shared/web/hand-out.js";
import { SheetFrame } from "../../../../shared/web/sheet.js";
import { anyLine, type TrailFilters } from "../../../../shared/web/trail/trail-filters.js";
import { TrailForm } from "../../../../shared/web/trail/trail-form.js";
import { TrailList } from "../../../../shared/web/trail/trail-list.js";
import type { SeenLines } from "../../../core/trail.js";
import { linesNow, trailFile, type SiteSession } from "../api.js";
import { Recipient } from "../search/hand-sheet.js";
import { wordsOf } from "../talk.js";

/** The audit trail in sentences, newest first, with filters, and as a signed package. */
export function TrailPage({ session }: { readonly session: SiteSession }): JSX.Element {
  const { page, filters, fault, busy, load } = useLines();
  const [isPacking, setPacking] = useState(false);
  return (
    <main class="audit" tabIndex={0}>
      <h1 class="visually-hidden">Audit trail</h1>
      <TrailForm busy={busy} hasCases onShow={(wanted) => load(wanted, null)} />
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
                Signed package
              </button>
            )}
          </div>
          {page.lines.length > 0 && <TrailList lines={page.lines} />}
          {page.next !== null && (
            <button type="button" class="button wide" disabled={busy} onClick={() => load(filters, page)}>
              {busy ? "Looking" : page.ended === "page" ? "Older lines" : "Look on"}
            </button>
          )}
        </>
      )}
      {isPacking && <TrailPackage {...{ session, filters }} onClose={() => setPacking(false)} />}
    </main>
  );
}

interface ShownLines {
  readonly page: SeenLines;
  /** What was asked for. */
  readonly filters: TrailFilters;
}

function useLines() {
  // Together: older lines and a package are of what is shown, also where the next question failed.
  const [found, setFound] = useState<ShownLines | null>(null);
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const load = (wanted: TrailFilters, after: SeenLines | null): void => {
    setFault("");
    setBusy(true);
    linesNow(wanted, after?.next ?? null)
      .then(
        (next) =>
          setFound({ page: { ...next, lines: [...(after?.lines ?? []), ...next.lines] }, filters: wanted }),
        (error: unknown) => setFault(wordsOf(error, "The trail cannot be shown.")),
      )
      .finally(() => setBusy(false));
  };
  useEffect(() => load(anyLine, null), []);
  return { page: found?.page ?? null, filters: found?.filters ?? anyLine, fault, busy, load };
}

function shownWords({ lines, next, ended, searchedTo }: SeenLines): string {
  const count = lines.length === 1 ? "1 line" : `${String(lines.length)} lines`;
  if (next === null) return lines.length === 0 ? "No line fits." : `${count}: all that fit.`;
  if (ended === "page" || searchedTo === null) return `${count}, and older ones.`;
  return `${count} since ${dateTime(searchedTo)}; older ones were not looked through yet.`;
}

interface PackageProps {
  readonly session: SiteSession;
  readonly filters: TrailFilters;
  readonly onClose: () => void;
}

/** Hands the lines that fit out. The trail has who asked, for whom and why, before it is made. */
function TrailPackage({ session, filters, onClose }: PackageProps): JSX.Element {
  const pack = async (text: (name: string) => string): Promise<string> => {
    const to = { recipient: text("recipient"), purpose: text("purpose") };
    saveFile(await trailFile(session, filters, to), "tagwatch-trail.tar");
    return "The package was handed to this browser. README.txt in it says how anybody can check it.";
  };
  return (
    <SheetFrame title="Signed package of these lines" kind="hand-out-sheet" onClose={onClose}>
      {() => (
        <AskingForm button="Make the package" working="Working" failed="No package was made." work={pack}>
          <Recipient />
          <label>
            Purpose
            <input name="purpose" required minLength={3} maxLength={200} autocomplete="off" />
          </label>
        </AskingForm>
      )}
    </SheetFrame>
  );
}
