// Sentences of the unit itself: its care, its runs, its clock.
import { lasting, type Facts, type Sayings } from "./saying.js";

const ends: Readonly<Record<string, string>> = {
  "sign-off": "signed off",
  "next sign-on": "the next person signed on",
  standstill: "the unit stood still",
  "unit off": "the unit was off for too long",
  "no sign-off": "nobody had signed off for a day",
};
const ways: Readonly<Record<string, string>> = { page: "on the page", mqtt: "by MQTT", link: "by a link" };
const from = (of: Facts): string => of.at(" from ", "from");

/** Tours, faults, damage and who cares. */
export const care: Sayings<"care"> = {
  "tour.begin": {
    name: "Tour begun",
    did: (of) =>
      `began a tour${of.with(", badge ", "badge")}${of.with(", in ", "vehicle")}${of.with(", with ", "partner")}`,
  },
  "tour.end": {
    name: "Tour ended",
    did: (of) =>
      `ended a tour of ${lasting(of.of("lastedMs"))}${of.of("end") === "" ? "" : ` (${ends[of.of("end")] ?? of.of("end")})`}`,
  },
  "unit.assign": {
    name: "Unit assigned",
    did: (of) => `gave the unit to ${of.of("assignedTo") || "nobody"}${from(of)}`,
  },
  "fault.acknowledge": {
    name: "Fault acknowledged",
    did: (of) =>
      `acknowledged ${of.of("code") === "" ? "a fault" : `the fault ${of.of("code")}`}${of.with(" (", "subject", ")")} ${ways[of.of("way")] ?? ""}`.trimEnd(),
  },
  "damage.report": {
    name: "Damage reported",
    did: (of) =>
      `reported damage: ${of.of("subject") || of.object || "of a part"}${of.with(", ", "severity")}`,
  },
  "damage.repaired": {
    name: "Damage repaired",
    did: (of) => `noted that a damage is repaired${of.with(": ", "part")}`,
  },
  "supervisor.tell": {
    name: "Notice to the supervisor",
    did: (of) => `wrote a notice to the supervisor${of.with(" (", "kind", ")")}`,
  },
  "supervisor.told": {
    name: "Notice sent",
    did: (of) => `sent a notice to the supervisor${of.with(" by ", "channel")}`,
  },
  "self-test": { name: "Self-test", did: () => "ran a self-test" },
  "camera.aim": {
    name: "Live camera picture",
    did: (of) =>
      `watched the live picture of ${of.object === "" ? "a camera" : `the camera ${of.object}`}${of.of("plates") === "covered" ? ", plates covered" : ""}`,
  },
};

const moved = (of: Facts): string => lasting(of.of("movedMs"));
const unit = (of: Facts): string => (of.object === "" ? "a unit" : `the unit ${of.object}`);

/** Runs, clocks, keys and enrolment. */
export const unitItself: Sayings<"unit"> = {
  start: { name: "Start", did: (of) => `started${of.with(", version ", "version")}` },
  stop: { name: "Stop", did: () => "stopped" },
  "run.unclean": {
    name: "Run ended without a stop",
    did: () => "found that the run before had ended without a stop",
    failed: (of) =>
      `found that the run before had ended without a stop (killed, or the power was cut)${of.with(", last sign of life ", "lastSignOfLife")}`,
  },
  "computer-slept": {
    name: "Computer slept",
    did: (of) =>
      `found that the computer had slept for ${lasting(of.of("sleptMs"))}; no plate was read meanwhile`,
  },
  "clock-step": { name: "Clock set", did: (of) => `saw the clock set by ${moved(of)}` },
  "clock.ahead": {
    name: "Clock ahead at the start",
    did: (of) => `found the clock ${moved(of)} ahead of the last run`,
  },
  "clock.behind": {
    name: "Clock behind at the start",
    did: (of) => `found the clock ${moved(of)} behind the last run`,
  },
  "time.confirm": {
    name: "Time confirmed",
    did: (of) => `vouched for the time${of.at(" ", "at")}${of.with(", because “", "why", "”")}`,
  },
  "keys.rotate": {
    name: "Key changed",
    did: (of) =>
      `wrapped ${of.count("keys", "key")} under a new unit key${of.of("damaged") === "0" ? "" : of.with("; ", "damaged", " could not be opened")}`,
  },
  "unit.add": { name: "Unit announced", did: (of) => `made a code for ${unit(of)} to enrol with` },
  "unit.enrol": {
    name: "Unit enrolled",
    did: (of) => `enrolled ${unit(of)}`,
    failed: (of) => `was refused: it tried to enrol as ${unit(of)} without a code in force`,
  },
  "unit.renew": {
    name: "Certificate renewed",
    did: (of) => `renewed the certificate of ${unit(of)}`,
    failed: () => "was refused a new certificate",
  },
  "unit.revoke": { name: "Unit revoked", did: (of) => `revoked ${unit(of)}` },
  "unit.ask-again": {
    name: "Messages asked for again",
    did: (of) => `asked ${unit(of)} for ${of.count("messages", "message")} again that the archive lacks`,
  },
};
