import { useEffect, useRef, useState } from "preact/hooks";
import type { DispositionJson, HitJson, LiveEvents, SessionJson } from "../../../shared/web/api-types.js";
import { answerOfDispatch, askDispatch, openRecord, sendVerdict } from "./api.js";
import { drafted, noted, settled, touched } from "./live/card-rule.js";
import { apply } from "./live/feed.js";
import type { Amendment, Cards, Slip } from "../../../shared/web/card/cards.js";
import { isPartial } from "../../../shared/web/labels.js";
import { Refused } from "../../../shared/web/refused.js";
import type { LiveLine } from "./live/use-feed.js";
import { shellWords } from "./words/en/shell.js";

const slipMs = 8_000;

/** What an officer does with cards, over the live feed. */
export function useCards(session: SessionJson, { feed, act }: LiveLine): Cards {
  const [answers, setAnswers] = useState<Cards["answers"]>({});
  const [slip, setSlip] = useState<Slip | null>(null);
  const [copied, setCopied] = useState<Cards["copied"]>({});
  const drafts = useRef(feed.drafts);
  drafts.current = feed.drafts;
  useEffect(() => {
    if (!slip || slip.word === "busy") return;
    const timer = setTimeout(() => setSlip(null), slipMs);
    return () => clearTimeout(timer);
  }, [slip]);

  const hear = <E extends keyof LiveEvents>(event: E, data: LiveEvents[E]): void => {
    const moment = { wallMs: Date.now(), monoMs: performance.now() };
    act((now) => apply(now, event, data, moment).feed);
  };
  const tell = (hitId: string, disposition: DispositionJson | null): void => {
    setAnswers((before) => ({ ...before, [hitId]: disposition }));
    hear("disposition", { hitId, disposition });
  };
  const given = (hit: HitJson, disposition: DispositionJson | null, note: string): void => {
    tell(hit.id, disposition);
    act((now) => settled(now, hit.id, note));
    const result = disposition?.steps?.result ?? "withdrawn";
    setSlip({ hitId: hit.id, plate: hit.read.text, result, word: "", fault: "" });
  };
  return {
    drafts: feed.drafts,
    answers,
    checks: feed.checks,
    slip,
    copied,
    touch: () => act(touched),
    draft: (key, text) => act((now) => drafted(now, key, text)),
    // Of another hit it holds nothing any more.
    ...stepsOf(session, drafts, { hear, tell, given, act, copied: (id, done) => setCopied({ [id]: done }) }),
    undo() {
      if (!slip || slip.word !== "") return;
      const { hitId } = slip;
      const busy: Slip = { ...slip, word: "busy" };
      setSlip(busy);
      // A verdict given meanwhile has a slip of its own, whose Undo must stay.
      const answered = (word: Slip["word"], fault = ""): void =>
        setSlip((now) => (now === busy ? { ...slip, word, fault } : now));
      sendVerdict(session, hitId, { result: "withdrawn", note: "" }).then(
        ({ disposition }) => {
          tell(hitId, disposition);
          hear("check", { hitId, check: null });
          answered("withdrawn");
        },
        (error: unknown) =>
          answered("refused", error instanceof Refused ? error.message : shellWords().notTakenBack),
      );
    },
    openRecord: (hitId) => openRecord(session, hitId).then(({ record }) => record),
    note: (hitId) => act((now, ms) => noted(now, hitId, ms)),
  };
}

interface StepsDeps extends Pick<LiveLine, "act"> {
  hear<E extends keyof LiveEvents>(event: E, data: LiveEvents[E]): void;
  tell(hitId: string, disposition: DispositionJson | null): void;
  given(hit: HitJson, disposition: DispositionJson | null, note: string): void;
  /** Whether the plate lies in the clipboard. */
  copied(hitId: string, done: boolean): void;
}

/** What moves a verification on: sent to the unit, and shown at once when it has answered. */
function stepsOf(
  session: SessionJson,
  drafts: { readonly current: Cards["drafts"] },
  on: StepsDeps,
): Pick<Cards, "give" | "amend" | "ask" | "answer"> {
  const draftOf = (key: string): string => drafts.current[key]?.trim() ?? "";
  return {
    async give(hit, result) {
      const note = drafts.current[hit.id] ?? "";
      const { disposition } = await sendVerdict(session, hit.id, { result, note });
      on.given(hit, disposition, note);
    },
    async amend(hit, more) {
      const last = hit.disposition;
      if (!last?.steps) return;
      const { result, outcome, rightText } = last.steps;
      const known: Amendment = {
        ...(outcome ? { outcome: { id: outcome.id, reason: outcome.reason } } : {}),
        ...(rightText ? { rightText } : {}),
      };
      const { disposition } = await sendVerdict(session, hit.id, {
        ...{ result, note: last.note },
        ...known,
        ...more,
      });
      on.tell(hit.id, disposition);
      on.act((now) => drafted(now, `${hit.id}#right`, null));
    },
    async ask(hit, method) {
      // Nothing waits for the clipboard. What it holds instead is another vehicle's plate: the card says so.
      const copying = navigator.clipboard?.writeText(plateToSay(hit)) ?? Promise.reject(new Error());
      copying.then(
        () => on.copied(hit.id, true),
        () => on.copied(hit.id, false),
      );
      on.hear("check", await askDispatch(session, hit.id, method));
    },
    async answer(hit, answer) {
      const note = drafts.current[hit.id] ?? "";
      const [by, reference] = [draftOf(`${hit.id}#by`), draftOf(`${hit.id}#call`)];
      const answered = await answerOfDispatch(session, hit.id, { answer, by, reference, note });
      on.hear("check", { hitId: hit.id, check: answered.check });
      if (answered.disposition !== undefined) on.given(hit, answered.disposition, note);
    },
  };
}

/** The plate to ask dispatch about: the listed one, which the officer found on the vehicle; of a partial one what was read. */
function plateToSay({ entry, read }: HitJson): string {
  return isPartial(entry.plate) ? read.text : entry.plate;
}
