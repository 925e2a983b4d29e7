import { createHash, getFips } from "node:crypto";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";

/**
 * Refuses to go on unless Node runs with a FIPS provider (CJIS Security Policy SC-13): the flag must be set and the
 * provider must really be the one in force, which shows in its refusal of MD5. Throws FIPS_REQUIRED.
 */
export function requireFips(
  probe: { readonly active: () => boolean; readonly refusesMd5: () => boolean } = nodeProbe,
): void {
  if (!probe.active()) throw new TagwatchError("FIPS_REQUIRED", "Node runs without a FIPS provider");
  if (!probe.refusesMd5())
    throw new TagwatchError(
      "FIPS_REQUIRED",
      "FIPS mode is set, but MD5 works: the provider in force is not FIPS",
    );
}

const nodeProbe = {
  active: (): boolean => getFips() === 1,
  refusesMd5(): boolean {
    try {
      createHash("md5");
      return false;
    } catch {
      return true;
    }
  },
};
