import type { JSX } from "preact";
import type { HitJson, SessionJson } from "../../../../shared/web/api-types.js";
import { AskingForm } from "../../../../shared/web/asking-form.js";
import { Sheet } from "../frame/sheet.js";
import { saveFile } from "../../../../shared/web/hand-out.js";
import type { TrailFilters } from "../../../../shared/web/trail/trail-filters.js";
import { PackFields } from "../search/hand-out-sheet.js";
import { handOutWords } from "../words/en/hand-out.js";
import { trailPackage } from "./oversight-api.js";

interface Props {
  readonly session: SessionJson;
  readonly filters: TrailFilters;
  readonly alerts: readonly HitJson[];
  readonly onClose: () => void;
}

/** Hands the lines that fit out as a signed package. The trail has who asked, for whom and why, before it is made. */
export function PackageSheet({ session, filters, alerts, onClose }: Props): JSX.Element {
  const words = handOutWords();
  const pack = async (text: (name: string) => string): Promise<string> => {
    const to = { recipient: text("recipient"), purpose: text("purpose") };
    const { file, sha256 } = await trailPackage(session, filters, to);
    saveFile(file, "tagwatch-trail.tar");
    return words.trailGiven(sha256);
  };
  return (
    <Sheet title={words.trailTitle} kind="hand-out-sheet" alerts={alerts} onClose={onClose}>
      {() => (
        <AskingForm
          {...{ button: words.buttons.package, working: words.working, failed: words.noPackage }}
          work={pack}
        >
          <PackFields purpose={session.purpose} />
        </AskingForm>
      )}
    </Sheet>
  );
}
