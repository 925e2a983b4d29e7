import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { HitJson } from "../api-types.js";
import { deadMs, faceOf, mayGive, type Glass, type Press } from "./verdict-guard.js";

/** Keeps a verdict meant for one hit from landing on another that came under the finger meanwhile. */
export interface GlassWatch {
  /** False in the first moments of a card, while it takes no verdict. */
  readonly ready: boolean;
  /** To be called when a finger comes down on a verdict. */
  press(event: Event): void;
  /** Whether what follows (a click, or a key) may count for this hit. */
  allows(event: Event): boolean;
  /** Watches whether the card can be seen. */
  readonly ref: (card: HTMLElement | null) => void;
}

/**
 * Knows what stands on the glass and since when: counted from the paint, not from the event that caused it. Another `shown`
 * (when the hit took the card, and the step it is in) begins anew: other buttons stand under the finger.
 */
export function useGlass(hit: HitJson, shown: string): GlassWatch {
  const [ready, setReady] = useState(false);
  const glass = useRef<Glass | null>(null);
  const pressed = useRef<Press | null>(null);
  const [card, setCard] = useState<HTMLElement | null>(null);
  const face = `${faceOf(hit)}|${shown}`;
  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;
    const hide = (): void => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      glass.current = null;
      setReady(false);
    };
    const show = (): void => {
      hide();
      // The callback runs before the paint; what follows it at once runs after.
      frame = requestAnimationFrame(() => {
        timer = setTimeout(() => {
          glass.current = { hitId: hit.id, face, sinceMs: performance.now() };
          timer = setTimeout(() => setReady(true), deadMs);
        });
      });
    };
    show();
    // A card behind another page, pane or window is not seen.
    const onVisibility = (): void => (document.hidden ? hide() : show());
    document.addEventListener("visibilitychange", onVisibility);
    // So is one behind a sheet (a dialog; its "close" does not bubble): it may have come meanwhile.
    document.addEventListener("close", show, true);
    let wasVisible = true;
    const observer = new IntersectionObserver(([entry]) => {
      const visible = entry?.isIntersecting ?? false;
      if (visible === wasVisible) return;
      wasVisible = visible;
      if (visible) show();
      else hide();
    });
    if (card) observer.observe(card);
    return () => {
      hide();
      observer.disconnect();
      document.removeEventListener("visibilitychange", onVisibility);
      document.removeEventListener("close", show, true);
    };
  }, [hit.id, face, card]);
  const ref = useCallback((element: HTMLElement | null) => setCard(element), []);
  return {
    ready,
    ref,
    press(event) {
      pressed.current = { glass: glass.current, atMs: event.timeStamp };
    },
    allows(event) {
      const press = pressed.current ?? { glass: glass.current, atMs: event.timeStamp };
      pressed.current = null;
      return mayGive(press, hit.id, glass.current);
    },
  };
}
