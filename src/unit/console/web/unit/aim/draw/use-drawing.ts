import { useState } from "preact/hooks";
import type { View } from "../../../../../core/view.js";
import { isSameView, type Drawn, type Picked } from "./shapes.js";

const mostSteps = 200;

/** A drawing with what came before it. */
export interface Drawing extends Drawn {
  /** As it was when the drawing began; null when nothing was done. */
  readonly undo: (() => void) | null;
  pick(picked: Picked | null): void;
  /** Shows something that is not done yet: a finger is still on its way. Null ends it. */
  preview(view: View | null): void;
  /** One step, which undo takes back. */
  step(next: Drawn | null): void;
}

/** Begins with what the unit does now. */
export function useDrawing(present: View): Drawing {
  const [{ drawn, past }, set] = useState<{ readonly drawn: Drawn; readonly past: readonly Drawn[] }>({
    drawn: { view: { region: present.region, masks: present.masks }, picked: null },
    past: [],
  });
  const [shown, preview] = useState<View | null>(null);
  const [before] = past.slice(-1);
  return {
    view: shown ?? drawn.view,
    picked: drawn.picked,
    undo: before ? () => set({ drawn: before, past: past.slice(0, -1) }) : null,
    pick: (picked) => set((state) => ({ ...state, drawn: { ...state.drawn, picked } })),
    preview,
    step(next) {
      preview(null);
      if (!next) return;
      set(({ drawn: last, past: steps }) =>
        isSameView(next.view, last.view)
          ? { drawn: next, past: steps }
          : { drawn: next, past: [...steps, last].slice(-mostSteps) },
      );
    },
  };
}
