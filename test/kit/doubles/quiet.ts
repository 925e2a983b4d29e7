import type { Clock, Log } from "../../../src/shared/domain/ports.js";
import { createTimeTrust, type TimeTrust } from "../../../src/shared/domain/time-trust.js";

function nothing(): void {
  // A drill watches what happens, not what is said.
}

/** A log nobody reads. */
export const quiet: Log = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => quiet,
};

/** A time that somebody vouches for: benchmarks and drills take the machine's clock for right. */
export function believed(clock: Clock): { readonly trust: TimeTrust; readonly bootId: string } {
  const trust = createTimeTrust({ notBefore: 0 });
  trust.vouch({ at: clock.now(), monoNs: clock.monoNs(), by: ["person"] });
  return { trust, bootId: "drill" };
}
