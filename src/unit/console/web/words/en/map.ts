import { area } from "../../../../../shared/web/words/spoken.js";

const english = {
  title: "Map",
  whereRead: (plate: string) => `Where ${plate} was read, and this unit`,
  county: (name: string) => `${name} (county)`,
  liveLabel: "This unit, its last reads and hits",
  lastReads: (count: number) => `${String(count)} last ${count === 1 ? "read" : "reads"}`,
  thisUnit: "This unit",
  foundTitle: "Map of the reads found",
  readsFound: "Reads found",
  searchInBox: "Search in the box",
  withoutPosition: (count: number) =>
    `${count === 1 ? "1 read has" : `${String(count)} reads have`} no position; the table has all.`,
  agencyMap: "Map of the agency.",
  mapOf: (owner: string) => `Map: ${owner}.`,
  countyLines: "County lines (US Census, 2017).",
  notShown: "Where this unit read plates is not shown.",
  notCounted: "Where this unit read plates was not counted in time.",
  noneRead: "No plate was read within 28 km.",
  noneReadSince: (time: string) => `No plate was read within 28 km, counted back to ${time} only.`,
  shades: (since: string, most: string) =>
    `Shades: where this unit read plates, within 28 km${since}${most}.`,
  countedSince: (time: string) => `, counted back to ${time} only`,
  mostRead: ", the most read places alone",
};

/** Of the maps, and of what they are drawn on. */
export const mapWords = area("map", english);
