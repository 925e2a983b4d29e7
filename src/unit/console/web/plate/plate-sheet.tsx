import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { HitJson, LookoutJson, LookoutsJson, SessionJson } from "../../../../shared/web/api-types.js";
import { Refused } from "../../../../shared/web/refused.js";
import { lookouts, type LookoutWords } from "../api.js";
import { Segments } from "../frame/segments.js";
import { Sheet } from "../frame/sheet.js";
import { CheckTab, nothingTyped, type TypedPlate } from "./check-tab.js";
import { emptyDraft, WatchTab } from "./watch-tab.js";
import { WatchedTab } from "./watched-tab.js";
import { plateWords } from "../words/en/plate.js";

interface Props {
  readonly session: SessionJson;
  readonly cameras: Readonly<Record<string, string>>;
  /** Hits that wait for a verdict, newest first. */
  readonly alerts: readonly HitJson[];
}

/** The key on every page that opens the sheet of plates. What was being written there waits until it is opened again. */
export function PlateKey(props: Props): JSX.Element {
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState<LookoutWords>(emptyDraft);
  const [typed, setTyped] = useState(nothingTyped);
  return (
    <>
      <button
        type="button"
        class="check-key"
        aria-haspopup="dialog"
        aria-label={plateWords().keyLabel}
        onClick={() => setOpen(true)}
      >
        {plateWords().key}
      </button>
      {open && (
        <PlateSheet {...{ ...props, draft, setDraft, typed, setTyped }} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

interface SheetProps extends Props {
  readonly draft: LookoutWords;
  readonly setDraft: (draft: LookoutWords) => void;
  readonly typed: TypedPlate;
  readonly setTyped: (typed: TypedPlate) => void;
  readonly onClose: () => void;
}

const tabs = ["check", "watch", "watched"] as const;

/** A plate by hand: asked about, or watched for from now on. */
function PlateSheet(props: SheetProps): JSX.Element {
  const { session, cameras, alerts, draft, setDraft, typed, setTyped } = props;
  const [tab, setTab] = useState<(typeof tabs)[number]>("check");
  const [watched, setWatched] = useState<LookoutsJson | null>(null);
  const [fault, setFault] = useState("");
  const load = (): void => {
    lookouts().then(
      (found) => (setWatched(found), setFault("")),
      (error: unknown) => setFault(error instanceof Refused ? error.message : plateWords().watchesFault),
    );
  };
  // Looking at the watches is in the audit trail: they are asked for only when somebody does.
  useEffect(() => {
    if (tab === "watched") load();
  }, [tab]);
  const watchFor = (plate: string, state: string): void => {
    // Why another plate is watched for is no reason to watch for this one.
    const isSame = draft.id === null && ["", plate].includes(draft.plate);
    setDraft({ ...(isSame ? draft : emptyDraft), plate, state });
    setTab("watch");
  };
  const edit = (one: LookoutJson): void => {
    const { id, plate, category, reason, origin, vehicle, hours } = one;
    setDraft({ id, plate, state: one.state ?? "", category, reason, origin, vehicle, hours });
    setTab("watch");
  };
  return (
    <Sheet title={plateWords().title} kind="check-sheet" alerts={alerts} onClose={props.onClose}>
      {(close) => (
        <>
          <Segments
            label={plateWords().whatToDo}
            choices={tabs.map((id) => [id, plateWords().tab[id]] as const)}
            isPressed={(id) => tab === id}
            onChoice={setTab}
          />
          {tab === "check" && <CheckTab {...{ session, cameras, typed, setTyped, watchFor }} />}
          {tab === "watch" && <WatchTab {...{ session, cameras, draft, setDraft, close }} />}
          {tab === "watched" && <WatchedTab {...{ session, watched, fault, edit }} onChanged={load} />}
        </>
      )}
    </Sheet>
  );
}
