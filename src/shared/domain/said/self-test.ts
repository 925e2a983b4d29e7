// What a self-test says. A page in another language says it by its code; the command, the journal and the notice say it in
// English.

/** What is tried. Cameras and lists have a name. */
export const selfTestKinds = [
  "daemon",
  "vision",
  "camera",
  "gps",
  "clock",
  "list",
  "broker",
  "disk",
  "wear",
  "store",
  "evidence",
  "plate",
  "self-test",
] as const;
/** One of `selfTestKinds`. */
export type SelfTestKind = (typeof selfTestKinds)[number];

/** The sentences by code. What is given to one is words or numbers as they are shown. */
export const selfTestTexts = {
  "page-off": "the page is off, so the running parts cannot be asked",
  "daemon-silent": (why: string) =>
    `the daemon does not answer, so cameras, GPS, lists and uplink were not tried: ${why}`,
  "vision-looks": "plates are being looked for",
  "vision-down": "the vision process is down",
  "camera-gives": (perSecond: string) => `${perSecond} pictures a second`,
  /** `text`: of the camera's fault, in the unit's words. */
  "camera-fault": (_code: string, text: string) => text,
  "camera-is": (state: string) => `it is ${state}`,
  position: (quality: string) => `position ${quality}`,
  "no-position": "no position",
  "clock-unset": "no clock of the unit can be right",
  "clock-unvouched": "nobody vouches for the system clock",
  "clock-from": (source: string, ms: string) => `from ${source}, to ${ms} ms`,
  "list-missing": "no list is in force",
  "list-old": "older than allowed",
  "list-entries": (count: string) => `${count} entries`,
  connected: "connected",
  "not-connected": (waiting: string) => `not connected, ${waiting} messages wait`,
  free: (amount: string) => `${amount} free`,
  "free-unknown": "free space is not known",
  "store-took": (folder: string, ms: string) => `${folder} took and gave back a record in ${ms} ms`,
  "no-wear": "no disk is seen that is used up by writing",
  /** `disks`: of each disk how much of its life is used, or why it does not tell, in the program's words. */
  "disk-wear": (disks: string) => disks,
  "evidence-whole": (links: string) =>
    `a read with its pictures was recorded, read back and verified (${links} links) in a store of its own`,
  "plate-missed": (plate: string, seen: string) =>
    `a rendered plate ${plate} was not found on a list that holds it: ${seen} was read`,
  "plate-found": (ms: string) => `a rendered plate was found, read and matched in ${ms} ms (models loaded)`,
  "not-run": (why: string) => `the test could not be run: ${why}`,
  /** What went wrong, in the program's words. */
  failed: (why: string) => why,
};

/** A sentence of a self-test. */
export type SelfTestCode = keyof typeof selfTestTexts;

/** What these tell of could not be tried, or is not known. */
const untested: ReadonlySet<SelfTestCode> = new Set(["page-off", "daemon-silent", "free-unknown"]);

type Values<Code extends SelfTestCode> = (typeof selfTestTexts)[Code] extends (
  ...values: infer All extends readonly string[]
) => string
  ? All
  : readonly [];

/** What came of it: it works; it works, or could not be tried; it does not work. */
export type SelfTestResult = "good" | "doubtful" | "failed";

/** One thing that was tried. `isFailed`: it does not work; `isDoubtful`: it works, or could not be tried. */
export interface SelfTestCheck {
  /** `camera Front (front)`, `gps`. */
  readonly part: string;
  readonly kind: SelfTestKind;
  /** Of a camera or a list; else empty. */
  readonly name: string;
  readonly isFailed: boolean;
  readonly isDoubtful: boolean;
  /** What was found. */
  readonly text: string;
  /** The same for a page of another language. */
  readonly code: SelfTestCode;
  readonly values: readonly string[];
}

/** One check: `what` is its kind, or its kind and the name of a camera or list. */
export function checked<Code extends SelfTestCode>(
  what: SelfTestKind | readonly [SelfTestKind, string],
  result: SelfTestResult,
  code: Code,
  ...values: Values<Code>
): SelfTestCheck {
  const [kind, name] = typeof what === "string" ? [what, ""] : what;
  const said: string | ((...values: readonly string[]) => string) = selfTestTexts[code];
  return {
    part: name === "" ? kind : `${kind} ${name}`,
    ...{ kind, name },
    ...{ isFailed: result === "failed", isDoubtful: result === "doubtful" },
    text: typeof said === "string" ? said : said(...values),
    ...{ code, values },
  };
}

/** How many lines of a self-test failed, could not be tried, and work but should be looked at. */
export interface SelfTestCounts {
  readonly failed: number;
  readonly untested: number;
  readonly doubtful: number;
}

/** Counts a self-test: each line once. */
export function countChecks(checks: readonly SelfTestCheck[]): SelfTestCounts {
  const open = checks.filter(({ code }) => untested.has(code));
  const tried = checks.filter(({ code }) => !untested.has(code));
  return {
    failed: tried.filter(({ isFailed }) => isFailed).length,
    untested: open.length,
    doubtful: tried.filter(({ isDoubtful }) => isDoubtful).length,
  };
}
