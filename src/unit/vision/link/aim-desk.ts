import type { AimedPicture, AimLook, AimWish } from "../../core/aim.js";
import { msSince } from "../../../shared/domain/elapsed.js";
import type { Clock } from "../../../shared/domain/ports.js";

/** The daemon's side of aiming pictures: asks for them, and keeps the newest of each kind a short time. */
export interface AimDesk {
  readonly look: AimLook;
  /** Takes a picture that was made. */
  take(picture: AimedPicture): void;
}

/** An older one is not of now: the camera, or the process that reads it, is gone. */
const newForMs = 5_000;
/** However many pages look: each question keeps pictures coming for three seconds. */
const askEveryMs = 500;

/** `ask` tells the vision process that somebody looks. */
export function createAimDesk(clock: Clock, ask: (wish: AimWish) => void): AimDesk {
  const newest = new Map<string, AimedPicture>();
  const askedNs = new Map<string, bigint>();
  const keyOf = ({ camera, covered }: AimWish): string => `${covered ? "covered" : "seen"} ${camera}`;
  const dropOld = (): void => {
    for (const [key, { capturedMonoNs }] of newest)
      if (msSince(clock, capturedMonoNs) > newForMs) newest.delete(key);
  };
  return {
    look(wish) {
      const key = keyOf(wish);
      const asked = askedNs.get(key);
      if (asked === undefined || msSince(clock, asked) >= askEveryMs) {
        askedNs.set(key, clock.monoNs());
        ask(wish);
      }
      dropOld();
      return newest.get(key) ?? null;
    },
    take(picture) {
      dropOld();
      newest.set(keyOf(picture), picture);
    },
  };
}
