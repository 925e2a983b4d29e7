// Fingers, mouse and keys on the picture. A drag has no need of being one: a touch holds, another says where to.
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import type { Point } from "../../../../../../shared/domain/types.js";
import type { View } from "../../../../../core/view.js";
import { moved, heldPlace, withMask, withoutPicked, type Picked } from "./shapes.js";
import type { Drawing } from "./use-drawing.js";

/** A thing that can be held, as the attribute of its handle. */
export function keyed(picked: Picked): string {
  return picked.kind === "corner"
    ? `corner ${String(picked.index)}`
    : `mask ${String(picked.index)} ${picked.part}`;
}

function heldIn(target: EventTarget | null): Picked | null {
  const key = target instanceof Element ? target.closest("[data-handle]")?.getAttribute("data-handle") : null;
  if (!key) return null;
  const [kind, index, part] = key.split(" ");
  if (kind === "corner") return { kind, index: Number(index) };
  return { kind: "mask", index: Number(index), part: part === "start" || part === "end" ? part : "whole" };
}

/** A finger trembles so far without meaning a drag; pixels of the screen. */
const tremble = 10;

interface Gesture {
  readonly pointer: number;
  /** What is held; null: the bare picture. */
  readonly picked: Picked | null;
  readonly from: Point;
  readonly client: Point;
  isDrag: boolean;
}

const steps = { coarse: 0.01, fine: 0.001 } as const;

/** Which way each arrow goes. */
export const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowRight: { x: 1, y: 0 },
};

/** Moves what is held a little. */
export function nudge(drawing: Drawing, way: Point, isFine = false): void {
  const { view, picked } = drawing;
  const place = picked && heldPlace(view, picked);
  if (!place) return;
  const step = isFine ? steps.fine : steps.coarse;
  const to = { x: place.x + step * way.x, y: place.y + step * way.y };
  drawing.step({ view: moved(view, picked, to), picked });
}

/** What the stage listens to. */
export function usePointer(stage: RefObject<HTMLDivElement | null>, drawing: Drawing) {
  const gesture = useRef<Gesture | null>(null);
  const { view, picked } = drawing;
  const before = useRef<View>(view);

  const at = (event: PointerEvent): Point => {
    const box = stage.current?.getBoundingClientRect();
    if (!box) return { x: 0, y: 0 };
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  /** The drawing as this gesture makes it; null where it makes nothing. */
  const made = (now: Gesture, to: Point) => {
    const from = before.current;
    const place = now.picked && heldPlace(from, now.picked);
    if (!place) return withMask({ view: from, picked }, now.from, to);
    const goal = { x: place.x + to.x - now.from.x, y: place.y + to.y - now.from.y };
    return { view: moved(from, now.picked, goal), picked: now.picked };
  };
  const end = (event: PointerEvent, isMeant: boolean): void => {
    const now = gesture.current;
    if (now?.pointer !== event.pointerId) return;
    gesture.current = null;
    if (!isMeant) return drawing.preview(null);
    if (now.isDrag) return drawing.step(made(now, at(event)));
    if (!now.picked && picked) drawing.step({ view: moved(view, picked, at(event)), picked });
  };

  return {
    onPointerDown(event: PointerEvent): void {
      if (!event.isPrimary || event.button !== 0) return;
      const held = heldIn(event.target);
      const client = { x: event.clientX, y: event.clientY };
      gesture.current = { pointer: event.pointerId, picked: held, from: at(event), client, isDrag: false };
      before.current = view;
      stage.current?.setPointerCapture(event.pointerId);
      if (held) drawing.pick(held);
    },
    onPointerMove(event: PointerEvent): void {
      const now = gesture.current;
      if (now?.pointer !== event.pointerId) return;
      const [x, y] = [event.clientX - now.client.x, event.clientY - now.client.y];
      now.isDrag ||= Math.hypot(x, y) > tremble;
      if (now.isDrag) drawing.preview(made(now, at(event))?.view ?? null);
    },
    onPointerUp: (event: PointerEvent): void => end(event, true),
    onPointerCancel: (event: PointerEvent): void => end(event, false),
    onKeyDown(event: KeyboardEvent): void {
      const way = arrows[event.key];
      const isUndo = event.key === "z" && (event.ctrlKey || event.metaKey);
      if (way) nudge(drawing, way, event.shiftKey);
      else if (event.key === "Delete") drawing.step(withoutPicked(drawing));
      else if (event.key === "Escape") drawing.pick(null);
      else if (isUndo) drawing.undo?.();
      else return;
      event.preventDefault();
    },
  };
}
