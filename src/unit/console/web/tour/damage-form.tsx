import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { severities, type FaultPart, type Severity } from "../../../../shared/domain/closed-sets.js";
import type { ReadJson, SessionJson } from "../../../../shared/web/api-types.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { Refused } from "../../../../shared/web/refused.js";
import { Segments } from "../frame/segments.js";
import { defectWords } from "../words/en/defects.js";
import { LastSeen } from "./last-seen.js";
import { reportDamage } from "./tour-api.js";

const parts = [
  "mount",
  "computer",
  "page",
  "gps",
  "power",
  "uplink",
  "unit",
] as const satisfies readonly FaultPart[];

interface Props {
  readonly session: SessionJson;
  readonly cameras: Readonly<Record<string, string>>;
  /** The newest reads, newest first. */
  readonly reads: readonly ReadJson[];
  readonly onReported: () => void;
}

/** A camera by its id, or another part. */
interface What {
  readonly part: FaultPart;
  readonly subject: string;
}

/** Damage, reported to the supervisor. */
export function DamageForm({ session, cameras, reads, onReported }: Props): JSX.Element {
  const words = defectWords();
  const [first] = Object.keys(cameras);
  const [what, setWhat] = useState<What>(
    first === undefined ? { part: "unit", subject: "" } : { part: "camera", subject: first },
  );
  const [note, setNote] = useState("");
  const [severity, setSeverity] = useState<Severity>("warning");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const [isReported, setReported] = useState(false);
  const send = (event: Event): void => {
    event.preventDefault();
    setBusy(true);
    setFault("");
    setReported(false);
    reportDamage(session, { ...what, severity, note })
      .then(
        () => (setNote(""), setReported(true), onReported()),
        (error: unknown) => setFault(error instanceof Refused ? error.message : words.notReported),
      )
      .finally(() => setBusy(false));
  };
  return (
    <form class="tour-form" onSubmit={send}>
      <WhatChoice {...{ what, setWhat, cameras }} />
      <Segments
        label={words.howBad}
        choices={severities.map((one) => [one, words.severities[one]] as const)}
        isPressed={(one) => severity === one}
        onChoice={setSeverity}
      />
      {/* Of who sees no plate, it is not told what was read. */}
      {what.part === "camera" && session.rights.includes("live") && (
        <div class="defect-picture">
          <LastSeen
            name={cameras[what.subject] ?? what.subject}
            read={reads.find((read) => read.camera === what.subject)}
          />
        </div>
      )}
      <NoteField note={note} setNote={setNote} />
      <Send {...{ fault, busy, isReported }} isWhole={note.trim().length >= 3} />
    </form>
  );
}

interface ChoiceProps {
  readonly what: What;
  readonly setWhat: (what: What) => void;
  readonly cameras: Props["cameras"];
}

function WhatChoice({ what, setWhat, cameras }: ChoiceProps): JSX.Element {
  const words = defectWords();
  const all: readonly (What & { readonly text: string })[] = [
    ...Object.entries(cameras).map(([subject, text]) => ({ part: "camera", subject, text }) as const),
    ...parts.map((part) => ({ part, subject: "", text: labelWords().part[part] })),
  ];
  const at = all.findIndex(({ part, subject }) => part === what.part && subject === what.subject);
  return (
    <label>
      {words.what}
      <select
        value={String(at)}
        onChange={(event) => {
          const next = all[Number(event.currentTarget.value)];
          if (next) setWhat({ part: next.part, subject: next.subject });
        }}
      >
        {all.map(({ part, subject, text }, i) => (
          <option key={`${part} ${subject}`} value={String(i)}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function NoteField(props: { readonly note: string; readonly setNote: (note: string) => void }): JSX.Element {
  const { note, setNote } = props;
  const words = defectWords();
  const kinds = Object.values(words.kinds);
  return (
    <>
      <Segments
        whole
        label={words.kind}
        choices={kinds.map((kind) => [kind, kind] as const)}
        isPressed={(kind) => note.startsWith(kind)}
        onChoice={setNote}
      />
      <label class="whole">
        {words.whatYouSee}
        <input
          class="words"
          value={note}
          maxLength={500}
          autocomplete="off"
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
    </>
  );
}

interface SendProps {
  readonly fault: string;
  /** The last one was taken; on a small screen the list below is out of sight. */
  readonly isReported: boolean;
  readonly busy: boolean;
  readonly isWhole: boolean;
}

function Send({ fault, busy, isReported, isWhole }: SendProps): JSX.Element {
  const words = defectWords();
  return (
    <>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      {isReported && (
        <p class="state-line whole" role="status">
          {words.reported}
        </p>
      )}
      <div class="sheet-buttons">
        <button class="button strong" disabled={busy || !isWhole}>
          {busy ? words.sending : words.report}
        </button>
      </div>
    </>
  );
}
