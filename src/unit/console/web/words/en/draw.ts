import { area } from "../../../../../shared/web/words/spoken.js";

const english = {
  open: "Draw region and private places",
  back: "Back to measuring",
  title: (name: string) => `Draw: ${name}`,
  stage: (name: string) => `Picture of ${name} with its region and private places`,
  corner: (number: number) => `Corner ${String(number)} of the region`,
  mask: {
    whole: (number: number) => `Private place ${String(number)}`,
    start: (number: number) => `Private place ${String(number)}, upper left corner`,
    end: (number: number) => `Private place ${String(number)}, lower right corner`,
  },
  place: (left: string, top: string) => `${left} % from the left, ${top} % from the top`,
  nothingHeld:
    "Touch a corner or a private place to hold it. Drag it, touch where it is to be, or use the arrows. Drag over the bare picture to draw a private place.",
  tools: "Draw",
  drawRegion: "Draw a region",
  addCorner: "Add a corner",
  addMask: "Add a private place",
  remove: "Remove",
  everywhere: "Read everywhere",
  undo: "Undo",
  present: "As it is now",
  arrows: { left: "Move left", up: "Move up", down: "Move down", right: "Move right" },
  noPlate: "No plate in this picture.",
  seen: (watched: number, all: number) =>
    `${String(watched)} of ${String(all)} plates in this picture would be read.`,
  stillBlack:
    "A place that is black now stays black in this picture until the unit has the new lines: it never sends what it hides.",
  noNews: "No new picture comes; this is the last one.",
  faults: {
    fewCorners: "A region needs at least three corners.",
    manyCorners: (most: number) => `A region has at most ${String(most)} corners.`,
    manyMasks: (most: number) => `A camera has at most ${String(most)} private places.`,
    noArea: "The corners of the region enclose next to nothing.",
    nothingRead: "Private places cover the whole region: nothing would be read.",
    cornerOutside: (corner: number) => `Corner ${String(corner)} lies outside the picture.`,
    crossing: (one: number, other: number) =>
      `The edges after corner ${String(one)} and after corner ${String(other)} meet or cross. Move a corner so that they do not.`,
    maskOutside: (mask: number) => `Private place ${String(mask)} reaches beyond the picture.`,
    maskEmpty: (mask: number) => `Private place ${String(mask)} has no size.`,
  },
  lines: "Lines for the configuration",
  unchanged: "Nothing is changed. The page changes nothing itself: it gives lines for the configuration.",
  copy: "Copy",
  copied: "Copied.",
  copyByHand: "The browser copies nothing here. The lines are marked: copy them with Ctrl+C.",
  download: "Download",
  withFile: "On the unit, with the file:",
  pasted: "Or paste the lines after this, then Ctrl+D:",
  after: "It says what it changed. The unit takes it at its next start:",
};

/** Of drawing a camera's region and private places. */
export const drawWords = area("draw", english);
