import type { SelfTestCheck } from "../../../shared/domain/said/self-test.js";
import type { Fault } from "../../../shared/domain/faults/fault.js";
import { notAsked } from "./device-parts.js";
import { partState, type Level, type PartState } from "./parts.js";

type Check = Pick<SelfTestCheck, "part" | "isFailed" | "isDoubtful" | "text">;

/** Names of the self-test's that have another one here. */
const names: Readonly<Record<string, string>> = { broker: "uplink" };
const hint = "journalctl -u tagwatch -p warning; tagwatch self-test";

/**
 * The parts with what the running daemon says of them: a device that is there may give nothing, a broker that answers may
 * refuse. What it calls well changes nothing, but that a part which nobody else can ask was asked.
 */
export function withRunning(parts: readonly PartState[], checks: readonly Check[]): readonly PartState[] {
  const said = new Map(checks.map((check) => [names[check.part] ?? check.part, check]));
  const known = parts.map((one): PartState => {
    const check = said.get(one.part);
    said.delete(one.part);
    if (one.text === notAsked && check === undefined)
      return { ...one, level: "amber", hint: "start the service; its line above tells" };
    const level = check ? levelOf(check) : "green";
    const text = one.text === notAsked && check ? check.text : one.text;
    if (one.level !== "green" || level === "green") return { ...one, text };
    return partState(
      one.part,
      level,
      text === check?.text ? text : `${text}, but ${check?.text ?? ""}`,
      hint,
    );
  });
  const others = [...said.values()].filter((check) => levelOf(check) !== "green");
  return [...known, ...others.map((check) => partState(check.part, levelOf(check), check.text, hint))];
}

const namedFaults = 4;

/**
 * The faults that stand, by code and subject, the gravest first: a part that nobody asks by itself (the store, the trail, the
 * way to the supervisor) must not be passed over. Nothing where none stands.
 */
export function standingPart(
  faults: readonly Pick<Fault, "code" | "subject" | "severity" | "hint">[],
): readonly PartState[] {
  const isCritical = ({ severity }: Pick<Fault, "severity">): boolean => severity === "critical";
  const all = [...faults.filter(isCritical), ...faults.filter((fault) => !isCritical(fault))];
  const [first] = all;
  if (!first) return [];
  const names = all.slice(0, namedFaults).map(({ code, subject }) => `${code} ${subject}`);
  const more = all.length > namedFaults ? ` and ${String(all.length - namedFaults)} more` : "";
  return [partState("faults", isCritical(first) ? "red" : "amber", `${names.join(", ")}${more}`, first.hint)];
}

/** Without a camera or the vision process no plate is read; without the rest reads are worth less. */
function levelOf({ part, isFailed, isDoubtful }: Check): Level {
  if (isFailed && /^(?:vision|camera )/.test(part)) return "red";
  return isFailed || isDoubtful ? "amber" : "green";
}
