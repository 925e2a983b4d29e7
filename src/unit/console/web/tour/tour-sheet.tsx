import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { HitJson, OpenJson, ReadJson, SessionJson } from "../../../../shared/web/api-types.js";
import type { TourJson, TourReportJson } from "../../../../shared/web/upkeep-types.js";
import { Refused } from "../../../../shared/web/refused.js";
import { openWords } from "../../../../shared/web/labels.js";
import { Segments } from "../frame/segments.js";
import { Sheet } from "../frame/sheet.js";
import { defectWords } from "../words/en/defects.js";
import { tourWords } from "../words/en/tour.js";
import { Defects } from "./defects.js";
import { SelfTest } from "./self-test.js";
import { printTour } from "./printed-tour.js";
import { TourReport } from "./tour-report.js";
import { beginTour, endTour, fetchLastTour, fetchTour } from "./tour-api.js";

interface Props {
  readonly session: SessionJson;
  readonly cameras: Readonly<Record<string, string>>;
  /** Hits that wait for a verdict, newest first, and how many the unit counts. */
  readonly alerts: readonly HitJson[];
  readonly open: OpenJson | null;
  readonly tour: TourJson | null;
  readonly onTour: (tour: TourJson) => void;
  /** The newest reads, newest first. */
  readonly reads: readonly ReadJson[];
  readonly playSound: () => boolean;
  readonly onVerify: () => void;
  readonly onClose: () => void;
}

const tabs = ["tour", "test", "defects"] as const;

/** A tour of duty from sign-on to its report: who and in which car, whether everything works, what is broken. */
export function TourSheet(props: Props): JSX.Element {
  const { session, cameras, reads, tour } = props;
  const [tab, setTab] = useState<(typeof tabs)[number]>("tour");
  const words = tourWords();
  const [ended, setEnded] = useState<TourReportJson | null>(null);
  // What the page knows of the tour may be a minute old, and this is what is signed off.
  useEffect(() => {
    fetchTour().then(props.onTour, () => undefined);
  }, []);
  return (
    <Sheet title={words.title} kind="tour-sheet" alerts={props.alerts} onClose={props.onClose}>
      {(close) => (
        <>
          <Segments
            label={words.whatToDo}
            choices={tabs.map((id) => [id, words.tabs[id]] as const)}
            isPressed={(id) => tab === id}
            onChoice={setTab}
          />
          {tab === "tour" && ended && <Ended {...{ ended, cameras, close }} open={props.open} />}
          {tab === "tour" && !ended && tour?.running && (
            <Running {...props} running={tour.running} onEnded={setEnded} close={close} />
          )}
          {tab === "tour" && !ended && !tour?.running && (
            <SignOn {...props} onBegun={() => setTab("test")} onLast={setEnded} />
          )}
          {tab === "test" && (
            <SelfTest
              {...{ session, reads }}
              playSound={props.playSound}
              next={
                tour?.running
                  ? { word: defectWords().goOn, act: close }
                  : { word: words.start, act: () => setTab("tour") }
              }
              onDefect={() => setTab("defects")}
            />
          )}
          {tab === "defects" && <Defects {...{ session, cameras, reads }} />}
        </>
      )}
    </Sheet>
  );
}

const faultOf = (error: unknown): string => (error instanceof Refused ? error.message : tourWords().noAnswer);

interface SignOnProps extends Props {
  readonly onBegun: () => void;
  /** Shows the report of a tour that ended. */
  readonly onLast: (report: TourReportJson) => void;
}

/** Who goes on tour. The vehicle is the unit's own until somebody says otherwise. */
function SignOn({ session, tour, onTour, onBegun, onLast }: SignOnProps): JSX.Element {
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const words = tourWords();
  const begin = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string): string => {
      const value = form.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    setBusy(true);
    setFault("");
    beginTour(session, { badge: field("badge"), vehicle: field("vehicle"), partner: field("partner") })
      .then(
        (begun) => (onTour(begun), onBegun()),
        (error: unknown) => setFault(faultOf(error)),
      )
      .finally(() => setBusy(false));
  };
  const last = (): void => {
    fetchLastTour().then(
      (report) => (report ? onLast(report) : setFault(words.noneKept)),
      (error: unknown) => setFault(faultOf(error)),
    );
  };
  return (
    <form class="tour-form" onSubmit={begin}>
      <p class="whole">
        <b>{session.name}</b> · {session.purpose}
        {tour?.assignedTo && ` · ${words.assignedTo(tour.assignedTo)}`}
      </p>
      <label>
        {words.badgeNumber}
        <input name="badge" maxLength={20} autocomplete="off" required />
      </label>
      <label>
        {words.vehicle}
        <input name="vehicle" maxLength={40} autocomplete="off" defaultValue={session.unit.name} required />
      </label>
      <label class="whole">
        {words.partnerIfAny}
        <input name="partner" maxLength={60} autocomplete="off" />
      </label>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      <div class="sheet-buttons">
        <button type="button" class="button" onClick={last}>
          {words.lastReport}
        </button>
        <button class="button strong" disabled={busy}>
          {busy ? words.sending : words.start}
        </button>
      </div>
    </form>
  );
}

interface RunningProps extends Props {
  readonly running: TourReportJson;
  readonly onEnded: (report: TourReportJson) => void;
  readonly close: () => void;
}

/** The tour that runs, and its end, which asks once more while hits are unverified. */
function Running(props: RunningProps): JSX.Element {
  const { session, running, open, cameras } = props;
  const words = tourWords();
  const [note, setNote] = useState("");
  const [fault, setFault] = useState("");
  const [sure, setSure] = useState(false);
  const left = open ? open.high + open.medium + open.low : 0;
  const isOther = running.person !== "" && running.person !== session.name;
  const end = (): void => {
    if (!sure) return setSure(true);
    endTour(session, note).then(
      ({ tour }) => {
        props.onEnded(tour);
        props.onTour({ running: null, assignedTo: props.tour?.assignedTo ?? null });
      },
      (error: unknown) => setFault(faultOf(error)),
    );
  };
  return (
    <>
      <TourReport report={running} cameras={cameras} open={open} />
      {left > 0 && open && <p class="state-line warn">{words.verifyFirst(openWords(open))}</p>}
      <label>
        {words.noteStays}
        <input
          class="words"
          value={note}
          maxLength={500}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      <div class="sheet-buttons">
        {left > 0 && (
          <button
            type="button"
            class="button"
            onClick={() => {
              props.onVerify();
              props.close();
            }}
          >
            {words.verifyNow}
          </button>
        )}
        <button type="button" class={sure ? "button strong" : "button"} onClick={end}>
          {sure ? words.reallyEnd : isOther ? words.endOf(running.person) : words.signOff}
        </button>
      </div>
    </>
  );
}

interface EndedProps {
  readonly ended: TourReportJson;
  readonly cameras: Props["cameras"];
  readonly open: OpenJson | null;
  readonly close: () => void;
}

function Ended({ ended, cameras, open, close }: EndedProps): JSX.Element {
  const words = tourWords();
  return (
    <>
      <p class="in-force" role="status">
        {words.over}
      </p>
      <TourReport report={ended} cameras={cameras} open={open} />
      <div class="sheet-buttons">
        <button
          type="button"
          class="button strong"
          onClick={() => printTour({ report: ended, cameras, open })}
        >
          {words.print}
        </button>
        <button type="button" class="button" onClick={close}>
          {words.done}
        </button>
      </div>
    </>
  );
}
