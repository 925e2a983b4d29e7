// What is wrong with the computer itself: heat, power, memory, wear, slowness. Each fault comes after three looks and goes
// after six, and between the two limits nothing changes, so that a value at a limit tells nobody twice.
import type { Severity } from "../../shared/domain/closed-sets.js";
import type { ErrorCode } from "../../shared/domain/faults/errors.js";
import type { MachineStatus } from "../../shared/domain/status.js";

/** One look at the computer; null: it does not say. */
export type MachineLook = MachineStatus;

/** A fault of the computer that stands. */
export interface MachineFault {
  readonly code: ErrorCode;
  readonly subject: string;
  readonly severity: Severity;
  readonly text: string;
}

interface Rule {
  readonly code: ErrorCode;
  readonly subject: string;
  /** Null: well. `stands`: whether the fault stands, which makes the limits wider. */
  readonly severity: (look: MachineLook, stands: boolean) => Severity | null;
  readonly text: (look: MachineLook) => string;
}

const looksToRaise = 3;
const looksToClear = 6;
/** Where the computer names no limit of its own: what single-board computers and fanless ones take. */
const usualSwitchOffC = 100;

interface Limits {
  readonly warning: number;
  readonly critical: number;
  /** How much better it must be before the fault is over. */
  readonly ease: number;
}

const above = (
  value: number | null,
  { warning, critical, ease }: Limits,
  stands: boolean,
): Severity | null => {
  if (value === null) return null;
  if (value >= critical) return "critical";
  return value >= (stands ? warning - ease : warning) ? "warning" : null;
};
const isOn = (flag: boolean | null): Severity | null => (flag ? "warning" : null);
const number = (value: number | null): string => (value === null ? "?" : String(Math.round(value)));
const megabytes = (bytes: number | null): string => number(bytes === null ? null : bytes / 1e6);

/** How much hotter it may become before it switches itself off; endless where no temperature is told. */
export function degreesLeft({
  temperatureC,
  switchOffC,
}: Pick<MachineLook, "temperatureC" | "switchOffC">): number {
  return temperatureC === null ? Infinity : (switchOffC ?? usualSwitchOffC) - temperatureC;
}

/** Used life of a disk in percent, by which it is told. */
export const wearLimits = { warning: 80, critical: 100, ease: 0 } as const satisfies Limits;

const heat = (look: MachineLook, stands: boolean): Severity | null =>
  above(-degreesLeft(look), { warning: -12, critical: -4, ease: 5 }, stands);

function memory({ memoryAvailableBytes, memoryTotalBytes }: MachineLook, stands: boolean): Severity | null {
  if (memoryAvailableBytes === null || memoryTotalBytes === null) return null;
  const used = 100 - (100 * memoryAvailableBytes) / memoryTotalBytes;
  return above(used, { warning: 94, critical: 98, ease: 3 }, stands);
}

const rules: readonly Rule[] = [
  {
    ...{ code: "COMPUTER_HOT", subject: "computer", severity: heat },
    text: ({ temperatureC, switchOffC }) =>
      `it has ${number(temperatureC)} °C${switchOffC === null ? "" : ` and switches off at ${number(switchOffC)} °C`}`,
  },
  {
    ...{ code: "COMPUTER_THROTTLED", subject: "computer" },
    severity: ({ throttled }) => isOn(throttled),
    text: ({ temperatureC }) =>
      `the processor is slowed down${temperatureC === null ? "" : ` at ${number(temperatureC)} °C`}: fewer pictures are read`,
  },
  {
    ...{ code: "POWER_LOW", subject: "computer" },
    severity: ({ underVoltage }) => isOn(underVoltage),
    text: () => "the supply voltage is too low: the computer may stop, and what it writes may be damaged",
  },
  {
    ...{ code: "COMPUTER_MEMORY", subject: "computer", severity: memory },
    text: ({ memoryAvailableBytes, memoryTotalBytes }) =>
      `${megabytes(memoryAvailableBytes)} of ${megabytes(memoryTotalBytes)} MB of memory are left`,
  },
  {
    ...{ code: "DISK_WEAR", subject: "disk" },
    severity: ({ diskWearPercent }, stands) => above(diskWearPercent, wearLimits, stands),
    text: ({ diskWearPercent }) =>
      `${number(diskWearPercent)} % of what the flash memory was made for is used up`,
  },
  {
    ...{ code: "DISK_SLOW", subject: "disk" },
    severity: ({ commitMs }, stands) =>
      above(commitMs, { warning: 1_000, critical: 10_000, ease: 700 }, stands),
    text: ({ commitMs, writesWaiting }) =>
      `writing a record took ${number(commitMs)} ms; ${number(writesWaiting)} wait. Alerts do not wait for it`,
  },
  {
    ...{ code: "COMPUTER_SLOW", subject: "computer" },
    severity: ({ eventLoopLagMs }, stands) =>
      above(eventLoopLagMs, { warning: 500, critical: 5_000, ease: 300 }, stands),
    text: ({ eventLoopLagMs }) => `the daemon comes to its work ${number(eventLoopLagMs)} ms late`,
  },
];

/** Judges look after look. */
export interface MachineJudge {
  /** What stands after this look. */
  look(now: MachineLook): readonly MachineFault[];
}

/** Begins with nothing standing. */
export function createMachineJudge(): MachineJudge {
  const states = rules.map((rule) => ({ rule, count: 0, stands: null as MachineFault | null }));
  return {
    look(now) {
      for (const state of states) {
        const { rule, stands } = state;
        const severity = rule.severity(now, stands !== null);
        const isOther = (severity !== null) !== (stands !== null);
        state.count = isOther ? state.count + 1 : 0;
        if (severity !== null && (stands !== null || state.count >= looksToRaise)) {
          const { code, subject } = rule;
          // The words stay those of the beginning while the weight does: they are not told anew every ten seconds.
          const text = stands?.severity === severity ? stands.text : rule.text(now);
          state.stands = { code, subject, severity, text };
        } else if (severity === null && state.count >= looksToClear) state.stands = null;
        if (!isOther || (state.stands !== null) !== (stands !== null)) state.count = 0;
      }
      return states.flatMap(({ stands }) => stands ?? []);
    },
  };
}
