// Words that may stand in a field of a message, a file, an answer or the configuration: each set once. Types, schemas,
// input checks, labels and buttons are made from these lists, so the compiler shows where a new word is missing. What a
// new word means for a receiver: docs/messages.md, rule 4. Categories and priorities: categories.ts.

/** Verdicts an officer gives on a hit. Receivers know these. */
export const givenVerdicts = ["verified", "wrong-state", "misread", "not-current", "dismissed"] as const;

/** All verdicts. `withdrawn` takes the one before it back: the hit waits for a verdict again. */
export const verdicts = [...givenVerdicts, "withdrawn"] as const;
/** An officer's verdict on a hit. */
export type Verdict = (typeof verdicts)[number];

/** What a search may ask of the verdict on a hit. `unverified`: none is in force. */
export const soughtVerdicts = [...givenVerdicts, "unverified"] as const;
export type SoughtVerdict = (typeof soughtVerdicts)[number];

/** How a verification ended (`disposition.v2`). Each is one verdict of version 1: `verdictOf` in domain/verification.ts. */
export const verificationResults = [
  "confirmed",
  "not-confirmed",
  "wrong-state",
  "misread",
  "vehicle-differs",
  "not-current",
  "not-checked",
  "withdrawn",
] as const;
export type VerificationResult = (typeof verificationResults)[number];

/** Where a hit is confirmed: by radio with the Communications Unit, or on the Mobile Data Computer. */
export const confirmMethods = ["communications-unit", "mdc"] as const;
export type ConfirmMethod = (typeof confirmMethods)[number];

/** What came back. */
export const confirmAnswers = ["confirmed", "not-confirmed", "no-answer"] as const;
export type ConfirmAnswer = (typeof confirmAnswers)[number];

/** What people may be. What each may do stands in `shared/access/rights.ts`. */
export const roles = [
  "officer",
  "supervisor",
  "analyst",
  "auditor",
  "technician",
  "fleet-keeper",
  "administrator",
] as const;
export type Role = (typeof roles)[number];

/** What an administrator may do with a person, beside giving another role. */
export const personSteps = [
  "password",
  "disable",
  "enable",
  "unlock",
  "second-factor-reset",
  "remove",
] as const;

/**
 * What a program with a token may ask (docs/api.md). `alerts`: hits as they come, and those of before, with their pictures;
 * `reads`: every read; `status` and `faults`: the unit's state, without plates; `restricted`: open records of restricted
 * files; `covert`: hits that officers are not told of, in lists.
 */
export const tokenScopes = ["alerts", "reads", "status", "faults", "restricted", "covert"] as const;
export type TokenScope = (typeof tokenScopes)[number];

/** Who acts in the audit trail. `nobody`: who did not prove who they are (a failed sign-in); `program`: with a token. */
export const actorRoles = [...roles, "system", "nobody", "program"] as const;
export type ActorRole = (typeof actorRoles)[number];

/** How an audited event went. */
export const auditOutcomes = ["success", "failure"] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** What the unit is fixed to. */
export const unitKinds = ["vehicle", "pole"] as const;
export type UnitKind = (typeof unitKinds)[number];

/** How good a position is; `stale` is an old fix shown as such, never reused silently. */
export const fixQualities = ["3d", "2d", "fixed", "dead-reckoning", "stale"] as const;
export type FixQuality = (typeof fixQualities)[number];

/** Clocks that can say a time. `ntp` is the system clock disciplined by the network, `system` the same clock alone. */
export const clockNames = ["gps", "ntp", "system"] as const;
export type ClockName = (typeof clockNames)[number];

/** Where the time of a read comes from. `unset`: no clock of the unit can be right. */
export const stampSources = [...clockNames, "unset"] as const;
export type StampSource = (typeof stampSources)[number];

/** How a read meets a listed plate: character for character, or probably. */
export const matchKinds = ["exact", "likely"] as const;
export type MatchKind = (typeof matchKinds)[number];

/** The read's state beside the listed one; `unknown` when either is not known. */
export const stateMatches = ["match", "mismatch", "unknown"] as const;
export type StateMatch = (typeof stateMatches)[number];

/** Whether an alert is new, follows a correction of its read, or takes an earlier one back. */
export const alertKinds = ["new", "corrected", "cancelled"] as const;
export type AlertKind = (typeof alertKinds)[number];

/** Pictures kept of a read. */
export const pictureKinds = ["plate", "vehicle"] as const;
export type PictureKind = (typeof pictureKinds)[number];

/** How bad a fault is. */
export const severities = ["warning", "critical"] as const;
export type Severity = (typeof severities)[number];

/** Parts of a unit, as a supervisor knows them. */
export const faultParts = [
  "camera",
  "vision",
  "gps",
  "clock",
  "evidence",
  "hotlist",
  "uplink",
  "page",
  "computer",
  "power",
  "mount",
  "unit",
] as const;
export type FaultPart = (typeof faultParts)[number];

/** How somebody said that a fault is known to them. */
export const acknowledgeWays = ["page", "mqtt", "link"] as const;
export type AcknowledgeWay = (typeof acknowledgeWays)[number];

/** Whether a person or a team has the unit. */
export const assigneeKinds = ["person", "team"] as const;
export type AssigneeKind = (typeof assigneeKinds)[number];

/** Why a tour ended: a person signed off, the next one signed on, the unit stood still, it was off for too long, or a day went by. */
export const tourEnds = ["sign-off", "next sign-on", "standstill", "unit off", "no sign-off"] as const;
export type TourEnd = (typeof tourEnds)[number];

/** How well the unit is: as bad as its worst fault. */
export const healthStates = ["ok", ...severities] as const;
export type HealthState = (typeof healthStates)[number];

/** `ended`: a recording was shown to its end. */
export const cameraStates = ["starting", "live", "lost", "ended"] as const;
export type CameraState = (typeof cameraStates)[number];

/**
 * What is wrong with a picture. `dark`: black where it was day, `night`: black without a day before it. `still`: nothing changes in it but noise, as when a stuck picture is encoded anew. `blurred`:
 * no sharp edge at all; `focus`: by far less sharp than usual. `woven`: of two fields of an interlaced picture.
 */
export const imageFaults = [
  "dark",
  "night",
  "lamp",
  "white",
  "blurred",
  "frozen",
  "still",
  "focus",
  "dirty",
  "moved",
  "tinted",
  "woven",
] as const;
export type ImageFault = (typeof imageFaults)[number];

/** How a file changes the list in force: replaces it, adds to it (rows may remove), or takes plates off it. */
export const importModes = ["full", "add", "remove"] as const;
export type ImportMode = (typeof importModes)[number];

/** What happens to a watch for a plate. `ended` by a person, `expired` by its time. */
export const lookoutChanges = ["entered", "changed", "ended", "expired"] as const;
export type LookoutChange = (typeof lookoutChanges)[number];

/** How a hotlist writes dates. */
export const dateFormats = ["iso", "yyyymmdd", "mm/dd/yyyy", "dd/mm/yyyy", "mmddyyyy"] as const;
export type DateFormat = (typeof dateFormats)[number];

/** What confirms a message: the broker's acknowledgement, or the receiver's receipt. */
export const confirmations = ["broker", "receiver"] as const;

/** What happens to a session whose person is away: the screen locks, or the session ends. */
export const idleActions = ["lock", "sign-out"] as const;
export type IdleAction = (typeof idleActions)[number];

/** Whether a second factor is asked at sign-in: from other machines than this one, always, or not. */
export const secondFactorModes = ["remote", "always", "off"] as const;
export type SecondFactorMode = (typeof secondFactorModes)[number];

/**
 * How a page of a search ended. `page`: full; `all`: nothing more is stored; `part`: older reads are being made searchable
 * and are not yet; `time` and `newer`: cut short by the time allowed, or by the same person's next search.
 */
export const searchEnds = ["page", "all", "part", "time", "newer"] as const;
export type SearchEnd = (typeof searchEnds)[number];

/** Levels of the log, quietest last. */
export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** What became of a fault, as its messages say; `escalated`: nobody acknowledged it in time. */
export const faultChanges = ["raised", "changed", "acknowledged", "escalated", "cleared"] as const;

/** How far back statistics go. */
export const statisticsSpans = ["day", "week", "month", "quarter"] as const;
export type StatisticsSpan = (typeof statisticsSpans)[number];

/** Messages that a unit sends again when its receiver has lost them: made anew from their records, or as they were told. */
export const againKinds = [
  "read",
  "hit",
  "disposition",
  "picture",
  "alert",
  "fault",
  "tour",
  "lookout",
] as const;
export type AgainKind = (typeof againKinds)[number];

/** Languages of the page; the first is the source of its words. */
export const languages = ["en", "es"] as const;
export type Language = (typeof languages)[number];

/** Who decodes a camera's stream, as the configuration asks; `auto`: a device that is there and was tried, else software. */
export const decodings = ["auto", "software", "vaapi", "v4l2m2m", "nvdec"] as const;
export type Decoding = (typeof decodings)[number];
/** Who decodes it. */
export type Decoder = Exclude<Decoding, "auto">;
