import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** What the place that keeps the focus is given. */
export interface KeptFocus {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly onFocusIn: () => void;
  readonly onFocusOut: (event: FocusEvent) => void;
}

/**
 * A button that was pressed goes away with its step, or cannot be pressed while it is sent; by keyboard the focus stays with
 * the buttons that come instead. It goes to their group, so that no key pressed once too often presses one of them. What
 * nobody had the focus in takes none.
 */
export function useKeptFocus(changes: readonly unknown[]): KeptFocus {
  const ref = useRef<HTMLDivElement>(null);
  const isInside = useRef(false);
  useEffect(() => {
    if (!isInside.current || document.activeElement !== document.body) return;
    ref.current?.querySelector<HTMLElement>("[role=group], .stamp")?.focus({ preventScroll: true });
  }, changes);
  return {
    ref,
    onFocusIn: () => {
      isInside.current = true;
    },
    // Without one that has it next, the button itself is gone.
    onFocusOut: ({ relatedTarget }) => {
      if (relatedTarget !== null) isInside.current = false;
    },
  };
}
