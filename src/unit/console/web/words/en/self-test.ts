import type { SelfTestCheck, SelfTestKind } from "../../../../../shared/domain/said/self-test.js";
import { area } from "../../../../../shared/web/words/spoken.js";

/** The names of the parts on the page; the command has its own. */
const kinds: Readonly<Record<SelfTestKind, string>> = {
  daemon: "Service",
  vision: "Plate reading",
  camera: "Camera",
  gps: "GPS",
  clock: "Clock",
  list: "List",
  broker: "Uplink",
  disk: "Disk",
  wear: "Wear of the disks",
  store: "Evidence store",
  evidence: "Trial of evidence",
  plate: "Test plate",
  "self-test": "Self-test",
};

const english = {
  part: ({ kind, name }: SelfTestCheck) => (name === "" ? kinds[kind] : `${kinds[kind]} ${name}`),
  /** What was found. */
  text: (check: SelfTestCheck) => check.text,
  /** What the unit says beyond that in its own words. */
  own: (_check: SelfTestCheck) => "",
};

/** Of one line of a self-test. */
export const selfTestWords = area("self-test", english);
