import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { typedIn, type FormSent } from "../../../../shared/web/asking-form.js";
import { dateTime } from "../../../../shared/web/format.js";
import type { KeptHold } from "../../../core/cases.js";
import { holdsNow, openCase, type FoundNow, type SiteSession } from "../api.js";
import { FoundView } from "../search/found-view.js";
import { PurposeField } from "../search/search-form.js";
import { wordsOf } from "../talk.js";
import { endWords } from "./end-words.js";
import { HoldSheet, type HoldStep } from "./hold-sheet.js";

interface Opened {
  readonly caseNumber: string;
  readonly purpose: string;
  readonly found: FoundNow;
}

/** Cases with what is held for them; the reads of one are opened for a purpose. */
export function CasesPage({ session }: { readonly session: SiteSession }): JSX.Element {
  const [holds, setHolds] = useState<readonly KeptHold[] | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [fault, setFault] = useState("");
  const load = useCallback((): void => {
    holdsNow().then(setHolds, (error: unknown) => setFault(wordsOf(error)));
  }, []);
  useEffect(load, [load]);
  const open = (purpose: string, caseNumber: string): void => {
    setFault("");
    openCase(session, { purpose, caseNumber }).then(
      (found) => setOpened({ caseNumber, purpose, found }),
      (error: unknown) => setFault(wordsOf(error)),
    );
  };
  return (
    <main class="search cases" tabIndex={0}>
      <h1 class="visually-hidden">Cases</h1>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      {opened ? (
        <FoundView
          {...{ session, found: opened.found, caseNumber: opened.caseNumber }}
          plate=""
          isCase={true}
          words={`in case ${opened.caseNumber}, for ${opened.purpose}`}
        >
          <button type="button" class="button" onClick={() => (setOpened(null), load())}>
            All cases
          </button>
        </FoundView>
      ) : (
        <CaseList {...{ session }} holds={holds} onOpen={open} onChanged={load} />
      )}
    </main>
  );
}

interface ListProps {
  readonly session: SiteSession;
  readonly holds: readonly KeptHold[] | null;
  readonly onOpen: (purpose: string, caseNumber: string) => void;
  readonly onChanged: () => void;
}

/** Holds by their case, the case with the newest hold first. */
export function byCase(holds: readonly KeptHold[]): readonly (readonly [string, readonly KeptHold[]])[] {
  const cases = new Map<string, KeptHold[]>();
  for (const hold of holds) cases.set(hold.caseNumber, [...(cases.get(hold.caseNumber) ?? []), hold]);
  return [...cases];
}

const soonDays = 30;
/** When it ends, its copies go with their own time: whoever needs them longer has to extend it. */
const endsSoon = ({ until }: KeptHold): boolean => until - Date.now() < soonDays * 86_400_000;

function CaseList({ session, holds, onOpen, onChanged }: ListProps): JSX.Element {
  const [step, setStep] = useState<HoldStep | null>(null);
  const [wanted, setWanted] = useState("");
  const cases = byCase(holds ?? []).filter(([number]) => number.toLowerCase().includes(wanted.toLowerCase()));
  return (
    <>
      <div class="panel found-bar">
        <p role="status">{holds && <CountOfCases holds={holds} count={cases.length} />}</p>
        <label class="case-filter">
          Case number
          <input
            value={wanted}
            autocomplete="off"
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        </label>
      </div>
      {holds?.length === 0 && <p class="panel empty">Nothing is held. Search, then “Hold for a case”.</p>}
      {cases.map(([number, own]) => (
        <CaseCard key={number} {...{ session, number, onOpen }} holds={own} onStep={setStep} />
      ))}
      {step && (
        <HoldSheet session={session} step={step} onChanged={onChanged} onClose={() => setStep(null)} />
      )}
    </>
  );
}

/** Nothing is said before the centre did: "0 cases" would be a word of it. */
function CountOfCases({
  holds,
  count,
}: {
  readonly holds: readonly KeptHold[];
  readonly count: number;
}): JSX.Element {
  return (
    <>
      <strong>{count === 1 ? "1 case" : `${String(count)} cases`}</strong> with reads that are kept beyond
      their time{soonWords(holds)}
    </>
  );
}

interface CardProps {
  readonly session: SiteSession;
  readonly number: string;
  readonly holds: readonly KeptHold[];
  readonly onOpen: (purpose: string, caseNumber: string) => void;
  readonly onStep: (step: HoldStep) => void;
}

function CaseCard({ session, number, holds, onOpen, onStep }: CardProps): JSX.Element {
  const submit = (event: FormSent): void => {
    event.preventDefault();
    onOpen(typedIn(event.currentTarget)("purpose"), number);
  };
  return (
    <section class="panel case" aria-label={`Case ${number}`}>
      <header>
        <h2>{number}</h2>
        <form onSubmit={submit}>
          <PurposeField session={session} />
          <button class="button strong">Open the reads</button>
        </form>
      </header>
      <ul>
        {holds.map((hold) => (
          <HoldRow key={hold.id} {...{ session, hold, onStep }} />
        ))}
      </ul>
    </section>
  );
}

function soonWords(holds: readonly KeptHold[]): string {
  const soon = holds.filter(endsSoon).length;
  if (soon === 0) return "";
  return `; ${soon === 1 ? "1 hold ends" : `${String(soon)} holds end`} within ${String(soonDays)} days`;
}

const readsWords = ({ reads, isOpen }: KeptHold): string =>
  `${reads === 1 ? "1 read" : `${String(reads)} reads`}${isOpen ? ", and later ones" : ""}`;

function HoldRow(props: Pick<CardProps, "session" | "onStep"> & { readonly hold: KeptHold }): JSX.Element {
  const { session, hold, onStep } = props;
  const { rights, name } = session;
  const mayRelease = rights.includes("hold-all") || (rights.includes("hold") && hold.by === name);
  return (
    <li>
      <span class="hold-what">
        <strong>{hold.reason}</strong>
        <small>{`${readsWords(hold)}; held by ${hold.by} on ${dateTime(hold.madeAt)}${hold.legalBasis === null ? "" : `; ${hold.legalBasis}`}`}</small>
      </span>
      <span class={`hold-until ${endsSoon(hold) ? "soon" : ""}`}>
        <small>{endsSoon(hold) ? "ends soon:" : "until"}</small> {endWords(hold.until)}
      </span>
      {rights.includes("hold") && (
        <button type="button" class="button" onClick={() => onStep({ step: "extend", hold })}>
          Extend
        </button>
      )}
      {mayRelease && (
        <button type="button" class="button" onClick={() => onStep({ step: "release", hold })}>
          Release
        </button>
      )}
    </li>
  );
}
