import { useEffect, useState } from "preact/hooks";
import type { AimJson } from "../../../../../shared/web/aim-types.js";
import { Refused } from "../../../../../shared/web/refused.js";
import { call } from "../../talk.js";
import { aimWords } from "../../words/en/aim.js";

const everyMs = 1_000;

/** What is known of a camera's picture; `fault` is what the unit refused with, or empty. */
export interface Aim {
  readonly answer: AimJson | null;
  readonly fault: string;
}

/** A camera's picture, asked for once a second and never twice at once; a page nobody sees asks for none. */
export function useAim(camera: string): Aim {
  const [aim, setAim] = useState<Aim>({ answer: null, fault: "" });
  useEffect(() => {
    const over = new AbortController();
    let timer = 0;
    const again = (): void => {
      if (!over.signal.aborted) timer = window.setTimeout(look, everyMs);
    };
    function look(): void {
      if (document.visibilityState === "hidden") return again();
      call<AimJson>(`/api/cameras/${camera}/picture`, { signal: over.signal })
        .then(
          (answer) => setAim({ answer, fault: "" }),
          (error: unknown) => {
            const fault = error instanceof Refused ? error.message : aimWords().noAnswer;
            if (!over.signal.aborted) setAim((before) => ({ ...before, fault }));
          },
        )
        .finally(again);
    }
    setAim({ answer: null, fault: "" });
    look();
    return () => {
      over.abort();
      clearTimeout(timer);
    };
  }, [camera]);
  return aim;
}
