import { useCallback, useEffect, useState } from "preact/hooks";
import { Refused } from "../../../../shared/web/refused.js";
import { tourWords } from "../words/en/tour.js";

/** What the unit answers, asked again every `everyMs` (null: once); `fault` is what it refused with, or empty. */
export function useAnswer<T>(
  ask: () => Promise<T>,
  everyMs: number | null,
): { readonly answer: T | null; readonly fault: string; readonly again: () => void } {
  const [answer, setAnswer] = useState<T | null>(null);
  const [fault, setFault] = useState("");
  const again = useCallback(() => {
    ask().then(
      (next) => (setAnswer(next), setFault("")),
      (error: unknown) => setFault(error instanceof Refused ? error.message : tourWords().noAnswer),
    );
  }, [ask]);
  useEffect(() => {
    again();
    if (everyMs === null) return;
    const timer = setInterval(again, everyMs);
    return () => clearInterval(timer);
  }, [again, everyMs]);
  return { answer, fault, again };
}
