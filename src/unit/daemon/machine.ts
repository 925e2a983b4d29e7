import { createMachineWatch, type MachineWatch } from "../health/machine-watch.js";
import { createMachineProbe, openLagMeter } from "../os/machine.js";
import type { Base } from "./base.js";

/** The look at the computer that the daemon runs on. */
export function openMachine({ clock, faults }: Pick<Base, "clock" | "faults">): MachineWatch {
  return createMachineWatch({ clock, faults, probe: createMachineProbe(), lagMs: openLagMeter() });
}
