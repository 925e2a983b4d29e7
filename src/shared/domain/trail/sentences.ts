// The trail in plain sentences, for people: on the pages of the unit and the centre, and in packages of the trail.
import type { Actor, AuditRecord } from "../actor.js";
import { stamp } from "../stamp.js";
import { evidence, lists, trail } from "./evidence-sayings.js";
import { hits, looking } from "./hit-sayings.js";
import { isTrailKind, type TrailGroup, type TrailKind } from "./kinds.js";
import { deletion, lost } from "./loss-sayings.js";
import { aboutPeople, signingIn } from "./people-sayings.js";
import { factsOf, type Facts, type Saying, type WriteMoment } from "./saying.js";
import { care, unitItself } from "./unit-sayings.js";

/** Every kind with its sentence: the compiler misses one that has none. */
const sayings: Readonly<Record<TrailKind, Saying>> = {
  ...signingIn,
  ...aboutPeople,
  ...hits,
  ...looking,
  ...lists,
  ...evidence,
  ...trail,
  ...care,
  ...unitItself,
  ...lost,
  ...deletion,
};

/** What groups of kinds are called. */
export const groupName: Readonly<Record<TrailGroup, string>> = {
  "signing-in": "Signing in",
  people: "People",
  hits: "Alerts and hits",
  looking: "Searching and looking",
  lists: "Lists and watches",
  evidence: "Evidence and cases",
  trail: "The trail itself",
  care: "Tours, faults and care",
  unit: "The unit",
  losses: "Losses",
  deletion: "Deletion",
};

/** What a kind is called in a list of kinds. */
export const kindName = (kind: TrailKind): string => sayings[kind].name;

const roleWord = (role: string): string => role.charAt(0).toUpperCase() + role.slice(1).replace("-", " ");

/** Who did it. `isSum`: of a flood, whose names are many. */
function subject({ name, role, source }: Actor, isSum: boolean): string {
  if (role === "nobody") return name === "" || isSum ? "Somebody" : `Somebody who gave the name “${name}”`;
  if (role !== "system") return `${roleWord(role)} ${name}`;
  if (source === "daemon") return "The system";
  return source === "cli" ? `${name}, at the command line,` : name;
}

const noAddress: ReadonlySet<string> = new Set(["daemon", "cli", ""]);

function predicate({ event, outcome }: AuditRecord, facts: Facts): string {
  const saying = isTrailKind(event) ? sayings[event] : null;
  if (outcome === "success")
    return saying?.did(facts) ?? `did “${event}”, which this version has no words for`;
  if (saying?.failed) return saying.failed(facts);
  return `${saying?.did(facts) ?? `tried “${event}”`}; this FAILED${facts.with(": ", "reason")}`;
}

/** Of a flood only the first are lines of their own. */
const more = ({ of }: Facts): string =>
  of("more") === "" ? "" : ` (${of("more")} times more within ${of("seconds")} s)`;

/** These say the case themselves. */
const namesCase: ReadonlySet<string> = new Set<TrailKind>(["hold.make", "hold.extend"]);

/**
 * A line as one sentence: who, what, to what, why, from where. When stands beside it. `write`: how moments in it are
 * written; in UTC where nothing else is said, for a package is read in any time zone.
 */
export function lineSentence(line: AuditRecord, write: WriteMoment = stamp): string {
  const facts = factsOf(line, write);
  const why = `${facts.with(", for “", "purpose", "”")}${namesCase.has(line.event) ? "" : facts.with(", case ", "case")}`;
  const from = noAddress.has(line.actor.source) ? "" : `, from ${line.actor.source}`;
  const words = `${subject(line.actor, facts.of("more") !== "")} ${predicate(line, facts)}${more(facts)}${why}${from}.`;
  return words.replaceAll(/\s+/g, " ");
}
