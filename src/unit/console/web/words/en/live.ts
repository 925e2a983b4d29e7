import type { ComponentChildren } from "preact";
import { area } from "../../../../../shared/web/words/spoken.js";

const english = {
  lastReads: "Last reads",
  map: "Map",
  alert: "Alert",
  hits: "Hits",
  hitsOpen: (open: number) => `Hits ${String(open)}`,
  reads: "Reads",
  view: "Live view",
  noAlert: "No alert",
  connecting: "Connecting…",
  blind: "No plate is read. See Unit for what to do.",
  calm: "No alert. The last plate read is shown here.",
  plateAlt: (text: string) => `Plate read as ${text}`,
  vehicleAlt: "Vehicle as seen",
  stateNotRead: "State not read",
  unverified: (count: number) => `${String(count)} unverified`,
  noHits: "No hits yet.",
  cancelled: "Cancelled",
  covert: "Covert",
  asked: "Asked",
  waits: "Unverified",
  noReads: "No plates read yet.",
  incomplete: "incomplete? · ",
  stateUnknown: "State ?",
  hit: "Hit",
  newAlerts: "New alerts",
  andMore: "and ",
  noOther: "No other new alert",
  takenBack: (plate: ComponentChildren) => ["Taken back: ", plate],
  undo: "Undo",
  takingBack: "Taking back",
  watchingAll: (cameras: number) =>
    `Watching with ${String(cameras)} ${cameras === 1 ? "camera" : "cameras"}`,
  watchingSome: (seeing: number, total: number) =>
    `Watching with ${String(seeing)} of ${String(total)} ${total === 1 ? "camera" : "cameras"}`,
  notRead: "NOT WATCHING: plates are not read",
  notSeen: "NOT WATCHING: no camera gives usable pictures",
  notice: (priority: string) => `${priority} alert`,
  openToSee: (unit: string) => `${unit}: open Tagwatch to see it.`,
  feet: (count: number) => `${String(count)} ft`,
  miles: (count: string) => `${count} mi`,
  /** Clockwise from north. */
  compass: { n: "N", ne: "NE", e: "E", se: "SE", s: "S", sw: "SW", w: "W", nw: "NW" },
  sides: { ahead: "ahead", right: "to the right", behind: "behind", left: "to the left" },
  doubt: (quality: string) => ` (${quality.toLowerCase()})`,
  here: (doubt: string) => `Here${doubt}`,
  away: (distance: string, way: string, side: string, doubt: string) =>
    `${distance} ${way}${side === "" ? "" : `, ${side}`}${doubt}`,
};

/** Of the live page: lists of hits and reads, what waits, what is watched, and where a vehicle is. */
export const liveWords = area("live", english);
