import { useEffect, useRef, useState } from "preact/hooks";
import type { Verdict } from "../../core/types.js";
import type { DispositionJson, HitJson, SessionJson } from "../api-types.js";
import { Refused, sendVerdict } from "./api.js";
import { drafted, noted, settled, touched } from "./card-rule.js";
import { apply } from "./feed.js";
import type { LiveLine } from "./use-feed.js";

/** The verdict just given, for as long as it can be taken back with one tap. */
export interface Slip {
  readonly hitId: string;
  readonly plate: string;
  readonly verdict: Verdict;
  /** What stands instead of Undo. */
  readonly word: "" | "busy" | "withdrawn" | "refused";
  readonly fault: string;
}

const slipMs = 8_000;

/** What an officer does with cards: verdicts, notes, and taking a verdict back. One for all pages, so that none is lost. */
export interface Desk {
  readonly drafts: Readonly<Record<string, string>>;
  /** Answers to this page's own verdicts, by hit: newer than what a search found. */
  readonly told: Readonly<Record<string, DispositionJson | null>>;
  readonly slip: Slip | null;
  touch(): void;
  draft(hitId: string, text: string | null): void;
  /** Stores a verdict with the hit's note. Throws what the server refused. */
  give(hit: HitJson, verdict: Verdict): Promise<void>;
  undo(): void;
  /** Seen: for an alert that can have no verdict. */
  note(hitId: string): void;
}

/** Creates the desk over the live feed. */
export function useDesk(session: SessionJson, { feed, act }: LiveLine): Desk {
  const [told, setTold] = useState<Desk["told"]>({});
  const [slip, setSlip] = useState<Slip | null>(null);
  const drafts = useRef(feed.drafts);
  drafts.current = feed.drafts;
  useEffect(() => {
    if (!slip || slip.word === "busy") return;
    const timer = setTimeout(() => setSlip(null), slipMs);
    return () => clearTimeout(timer);
  }, [slip]);

  const tell = (hitId: string, disposition: DispositionJson | null): void => {
    setTold((before) => ({ ...before, [hitId]: disposition }));
    const moment = { wallMs: Date.now(), monoMs: performance.now() };
    act((now) => apply(now, "disposition", { hitId, disposition }, moment).feed);
  };
  return {
    drafts: feed.drafts,
    told,
    slip,
    touch: () => act(touched),
    draft: (hitId, text) => act((now) => drafted(now, hitId, text)),
    async give(hit, verdict) {
      const note = drafts.current[hit.id] ?? "";
      const { disposition } = await sendVerdict(session, hit.id, verdict, note);
      tell(hit.id, disposition);
      act((now) => settled(now, hit.id, note));
      setSlip({ hitId: hit.id, plate: hit.read.text, verdict, word: "", fault: "" });
    },
    undo() {
      if (!slip || slip.word !== "") return;
      const { hitId } = slip;
      setSlip({ ...slip, word: "busy" });
      sendVerdict(session, hitId, "withdrawn", "").then(
        ({ disposition }) => {
          tell(hitId, disposition);
          setSlip({ ...slip, word: "withdrawn" });
        },
        (error: unknown) => {
          const fault = error instanceof Refused ? error.message : "Not taken back.";
          setSlip({ ...slip, word: "refused", fault });
        },
      );
    },
    note: (hitId) => act((now, ms) => noted(now, hitId, ms)),
  };
}
