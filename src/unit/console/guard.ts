import { accountLimit, createAddressAttempts, createAttempts } from "../../shared/access/attempts.js";
import type { Trail } from "../../shared/access/trail.js";
import type { Clock } from "../../shared/domain/ports.js";
import type { Guard } from "./context.js";
import { createRates } from "./rate.js";
import { createRefusals } from "../../shared/access/refused-requests.js";

/** Of one session: a page of results asks for two hundred pictures at once. */
const requestRate = { burst: 400, perSecond: 20 };
/** Of one session: a map that is opened asks for some twenty tiles, and so does each step of its zoom. */
const tileRate = { burst: 200, perSecond: 20 };
/** Of one person: a page on a bad line tries again every 1.5 seconds, and each stream begins with a snapshot. */
const streamRate = { burst: 16, perSecond: 1 };

/** What requests must pass; counts are kept in memory. */
export function createGuard(tls: boolean, trail: Trail, clock: Clock): Guard {
  return {
    tls,
    accounts: createAttempts(accountLimit, clock),
    screens: createAttempts(accountLimit, clock),
    codes: createAttempts(accountLimit, clock),
    addresses: createAddressAttempts(clock),
    requests: createRates(requestRate, clock),
    tiles: createRates(tileRate, clock),
    streams: createRates(streamRate, clock),
    refusals: createRefusals(trail, clock),
  };
}
