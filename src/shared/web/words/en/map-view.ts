import { area } from "../spoken.js";

const english = {
  loading: "The map is loading.",
  label: (label: string) => `${label}. Arrow keys move it, plus and minus zoom.`,
  stroke: "Draw a box with one stroke.",
  noLines: "County lines could not be loaded.",
  failed: "The map could not be loaded. Close it and open it again.",
  keys: "Map",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  all: "All",
  drawBox: "Draw a box",
  boxOfView: "Box of this view",
  noBox: "No box",
  anyOf: (counties: readonly string[]) => counties.join(" or "),
};

/** Of a map and its keys. */
export const mapViewWords = area("map-view", english);
