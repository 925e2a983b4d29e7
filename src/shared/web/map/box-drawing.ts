import type { Map as LeafletMap } from "leaflet";
import type { GroundBox } from "../../domain/ground-box.js";

/** Draws a box over the map with one stroke of a finger or mouse. */
export interface BoxDrawing {
  /** While it is on, a stroke draws and does not move the map. */
  set(on: boolean): void;
  isOn(): boolean;
}

interface BoxDrawingDeps {
  readonly element: HTMLElement;
  readonly map: LeafletMap;
  /** The box so far. */
  readonly onDraft: (box: GroundBox) => void;
  /** The box when the stroke ends; null where it was only a tap. */
  readonly onDrawn: (box: GroundBox | null) => void;
}

/** Pixels below which a stroke is a tap. */
const tap = 12;

interface Stroke {
  readonly from: readonly [x: number, y: number];
  readonly pointer: number;
}

/** Listens on the map's element, before the map does. */
export function createBoxDrawing({ element, map, onDraft, onDrawn }: BoxDrawingDeps): BoxDrawing {
  let isOn = false;
  let stroke: Stroke | null = null;

  const at = (event: globalThis.PointerEvent): readonly [number, number] => {
    const { left, top } = element.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };

  function boxTo(event: globalThis.PointerEvent, { from }: Stroke): GroundBox | null {
    const to = at(event);
    if (Math.abs(to[0] - from[0]) < tap || Math.abs(to[1] - from[1]) < tap) return null;
    const [a, b] = [map.containerPointToLatLng(from), map.containerPointToLatLng(to)];
    return {
      south: Math.min(a.lat, b.lat),
      west: Math.min(a.lng, b.lng),
      north: Math.max(a.lat, b.lat),
      east: Math.max(a.lng, b.lng),
    };
  }

  element.addEventListener(
    "pointerdown",
    (event) => {
      if (!isOn) return;
      event.stopPropagation();
      stroke = { from: at(event), pointer: event.pointerId };
      element.setPointerCapture(event.pointerId);
    },
    true,
  );
  element.addEventListener("pointermove", (event) => {
    if (stroke?.pointer !== event.pointerId) return;
    const box = boxTo(event, stroke);
    if (box) onDraft(box);
  });
  element.addEventListener("pointerup", (event) => {
    if (stroke?.pointer !== event.pointerId) return;
    const box = boxTo(event, stroke);
    stroke = null;
    onDrawn(box);
  });
  element.addEventListener("pointercancel", () => (stroke = null));

  return {
    isOn: () => isOn,
    set(on) {
      isOn = on;
      stroke = null;
      element.classList.toggle("drawing", on);
      for (const toggle of [map.dragging, map.touchZoom])
        if (on) toggle.disable();
        else toggle.enable();
    },
  };
}
