import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CameraStatus } from "../../../../shared/domain/status.js";
import type { HitJson, ReadJson, SessionJson } from "../../../../shared/web/api-types.js";
import { Sheet } from "../frame/sheet.js";
import { lazyPage } from "../frame/lazy-page.js";
import { defectWords } from "../words/en/defects.js";

const Defects = lazyPage(async () => (await import("../tour/defects.js")).Defects);

interface Props {
  readonly session: SessionJson;
  readonly cameras: readonly CameraStatus[];
  /** Hits that wait for a verdict, newest first: the sheet says so. */
  readonly alerts: readonly HitJson[];
  /** The newest reads, newest first. */
  readonly reads: readonly ReadJson[];
}

/** The way to a report of damage for who goes on no tour, as technicians, and for everybody where faults are read. */
export function ReportDefect({ session, cameras, alerts, reads }: Props): JSX.Element | null {
  const [isOpen, setOpen] = useState(false);
  if (!session.rights.includes("report")) return null;
  const names = Object.fromEntries(cameras.map(({ id, name }) => [id, name]));
  const words = defectWords();
  return (
    <div>
      <button type="button" class="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {words.reportDefect}
      </button>
      {isOpen && (
        <Sheet title={words.reportDefect} kind="tour-sheet" alerts={alerts} onClose={() => setOpen(false)}>
          {() => <Defects {...{ session, reads }} cameras={names} />}
        </Sheet>
      )}
    </div>
  );
}
