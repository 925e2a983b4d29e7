import type { View } from "../../../../../core/view.js";

/**
 * The lines of a drawing as `tagwatch config apply` takes them: the camera by its id, and both keys, so that what was there
 * before and is not drawn any more goes (`null` removes a key).
 */
export function yamlOf(camera: string, { region, masks }: View): string {
  const corners = region?.map(({ x, y }) => `[${String(x)}, ${String(y)}]`).join(", ");
  const places = masks.map(
    ({ x, y, w, h }) => `{ x: ${String(x)}, y: ${String(y)}, w: ${String(w)}, h: ${String(h)} }`,
  );
  return [
    "cameras:",
    // In quotes: 7 and on would be no names without them.
    `  - id: ${JSON.stringify(camera)}`,
    `    region: ${corners === undefined ? "null" : `[${corners}]`}`,
    `    masks: ${places.length === 0 ? "null" : `[${places.join(", ")}]`}`,
    "",
  ].join("\n");
}
