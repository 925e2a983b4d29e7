import { createMachineWatch, type MachineWatch } from "../health/machine-watch.js";
import { createMachineProbe, openLagMeter } from "../os/machine.js";
import type { Base } from "./base.js";

/** The look at the computer that the daemon runs on; `waiting` are the records that are not written yet. */
export function openMachine(
  { clock, faults }: Pick<Base, "clock" | "faults">,
  waiting: () => number,
): MachineWatch {
  return createMachineWatch({ clock, faults, waiting, probe: createMachineProbe(), lagMs: openLagMeter() });
}
