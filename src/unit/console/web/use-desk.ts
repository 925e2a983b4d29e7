import { useEffect, useRef, useState } from "preact/hooks";
import type { DispositionJson, SessionJson } from "../../../shared/web/api-types.js";
import { openRecord, sendVerdict } from "./api.js";
import { drafted, noted, settled, touched } from "./live/card-rule.js";
import { apply } from "./live/feed.js";
import type { Desk, Slip } from "../../../shared/web/card/desk.js";
import { Refused } from "../../../shared/web/refused.js";
import type { LiveLine } from "./live/use-feed.js";

const slipMs = 8_000;

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
      const busy: Slip = { ...slip, word: "busy" };
      setSlip(busy);
      // A verdict given meanwhile has a slip of its own, whose Undo must stay.
      const answered = (word: Slip["word"], fault = ""): void =>
        setSlip((now) => (now === busy ? { ...slip, word, fault } : now));
      sendVerdict(session, hitId, "withdrawn", "").then(
        ({ disposition }) => {
          tell(hitId, disposition);
          answered("withdrawn");
        },
        (error: unknown) => answered("refused", error instanceof Refused ? error.message : "Not taken back."),
      );
    },
    openRecord: (hitId) => openRecord(session, hitId).then(({ record }) => record),
    note: (hitId) => act((now, ms) => noted(now, hitId, ms)),
  };
}
