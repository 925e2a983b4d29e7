import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Copies what stands in a field, and says what came of it. */
export interface Copying {
  /** `by-hand`: the browser copies nothing here, so the text is marked for the person to copy. */
  readonly came: "copied" | "by-hand" | null;
  readonly copy: () => void;
}

/** `text`: what is copied; with another one nothing has come of it yet. */
export function useCopy(field: RefObject<HTMLTextAreaElement | null>, text: string): Copying {
  const [came, setCame] = useState<Copying["came"]>(null);
  useEffect(() => setCame(null), [text]);
  const byHand = (): void => {
    field.current?.select();
    setCame("by-hand");
  };
  const copy = (): void => {
    // Without TLS a browser has no clipboard, but for the unit's own address.
    const { clipboard } = navigator as Partial<Navigator>;
    if (!clipboard) return byHand();
    clipboard.writeText(text).then(() => setCame("copied"), byHand);
  };
  return { came, copy };
}
