import { monoMs } from "../../../shared/domain/elapsed.js";
import type { Clock } from "../../../shared/domain/ports.js";
import type { Millis } from "../../../shared/domain/types.js";

/** A moment by both clocks, for keeping. */
export interface Moment {
  readonly boot: string;
  readonly monoMs: number;
}

/** Now, by the clock that cannot jump. */
export const momentOf = (clock: Clock): Moment => ({ boot: clock.boot, monoMs: monoMs(clock) });

/** The present by both clocks, as ages are measured. */
export type Now = Moment & { readonly at: Millis };

/** Now by both clocks. */
export const nowOf = (clock: Clock): Now => ({ ...momentOf(clock), at: clock.now() });
