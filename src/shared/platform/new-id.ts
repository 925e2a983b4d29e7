import { v7 } from "uuid";
import type { Clock, NewId } from "../domain/ports.js";

/** UUIDv7 maker (RFC 9562, 5.7): ids sort by time, so tables stay in order of arrival. */
export function createNewId(clock: Clock): NewId {
  return () => v7({ msecs: clock.now() });
}
