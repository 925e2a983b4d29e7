import { useState } from "preact/hooks";
import { Refused } from "../refused.js";
import type { GlassWatch } from "./use-glass.js";
import { cardWords } from "../words/en/card.js";

/** What is being sent, and what the unit said against it. */
export interface VerdictSender {
  readonly sending: string | null;
  readonly fault: string;
  /** Sends what was meant by `event`, unless the card under it has just changed. */
  readonly send: (id: string, event: Event | null, work: () => Promise<void>) => void;
}

/** Sends one thing at a time. */
export function useSender(glass: GlassWatch): VerdictSender {
  const [fault, setFault] = useState("");
  const [sending, setSending] = useState<string | null>(null);
  return {
    ...{ fault, sending },
    send(id, event, work) {
      if (sending !== null) return;
      if (event && !glass.allows(event)) {
        setFault(cardWords().cardIsNew);
        return;
      }
      setSending(id);
      setFault("");
      work()
        .catch((error: unknown) => setFault(error instanceof Refused ? error.message : cardWords().notStored))
        .finally(() => setSending(null));
    },
  };
}
