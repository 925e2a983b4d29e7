import { errorTable, type ErrorCode } from "../domain/errors.js";
import { monoMs } from "../domain/elapsed.js";
import type { Clock, Faults, Log } from "../domain/ports.js";
import type { Fault } from "../domain/types.js";

/** A fault that began (`raised`), changed its words (`changed`) or ended (`cleared`). */
export type FaultChange = "raised" | "changed" | "cleared";

/** Where faults are told: the journal (`log`), and page and uplink by `onChange`. */
export interface FaultsDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Takes secrets out of a fault's words: they go to the page and, by MQTT, far away. */
  readonly shown?: (text: string) => string;
  /** Called after every change, with the fault and all that stand. */
  readonly onChange: (change: FaultChange, fault: Fault, all: readonly Fault[]) => void;
}

function hintOf(code: string): string {
  return code in errorTable ? errorTable[code as ErrorCode].hint : errorTable.INTERNAL.hint;
}

/** The board of standing faults: one per code and subject. The journal hears of beginnings and ends, not of repetitions. */
export function createFaults(deps: FaultsDeps): Faults {
  const standing = new Map<string, Fault>();
  const beganMs = new Map<string, number>();
  const keyOf = (code: string, subject: string): string => `${code} ${subject}`;
  const all = (): readonly Fault[] => [...standing.values()];
  return {
    raise({ replaces, text, ...raised }) {
      const key = keyOf(raised.code, raised.subject);
      const before = standing.get(key);
      const replaced = replaces === undefined ? undefined : standing.get(keyOf(replaces, raised.subject));
      const fault: Fault = {
        hint: hintOf(raised.code),
        ...raised,
        text: deps.shown?.(text) ?? text,
        since: before?.since ?? replaced?.since ?? deps.clock.now(),
      };
      standing.set(key, fault);
      if (!before)
        beganMs.set(
          key,
          (replaced && beganMs.get(keyOf(replaced.code, replaced.subject))) ?? monoMs(deps.clock),
        );
      // The old one leaves the board with the same stroke; whoever keeps a board of his own hears of the new one first.
      if (replaced) standing.delete(keyOf(replaced.code, replaced.subject));
      if (before && !replaced && before.text === fault.text && before.severity === fault.severity) return;
      if (!before) {
        const line = { code: fault.code, subject: fault.subject, reason: fault.text, hint: fault.hint };
        if (fault.severity === "critical") deps.log.error("fault", line);
        else deps.log.warn("fault", line);
      }
      deps.onChange(before ? "changed" : "raised", fault, all());
      if (replaced) deps.onChange("cleared", replaced, all());
    },
    clear(code, subject) {
      const key = keyOf(code, subject);
      const fault = standing.get(key);
      if (!fault) return;
      standing.delete(key);
      const lastedMs = Math.round(monoMs(deps.clock) - (beganMs.get(key) ?? 0));
      deps.log.info("fault cleared", { code, subject, lastedMs });
      deps.onChange("cleared", fault, all());
    },
    list: all,
  };
}
