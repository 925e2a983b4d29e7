import type { SecondFactorMode } from "../domain/closed-sets.js";
import type { Log } from "../domain/ports.js";
import { isLoopback } from "./security.js";
import type { User } from "./users-file.js";

/** Where people sign in, and when a second factor is asked of them. */
interface SignInPlace {
  readonly host: string;
  readonly secondFactor: SecondFactorMode;
}

/**
 * What to tell people before they meet it at the sign-in: a second factor is asked, and nobody has one yet, as after an
 * upgrade from a version that knew none. Null where none is asked, and from the first person on who has one.
 * @param option as the configuration names it
 */
export function factorNotice(place: SignInPlace, users: readonly User[], option: string): string | null {
  const isAsked =
    place.secondFactor === "always" || (place.secondFactor === "remote" && !isLoopback(place.host));
  if (!isAsked || users.length === 0 || users.some(({ secondFactor }) => secondFactor)) return null;
  const where = place.secondFactor === "remote" ? " from another machine" : "";
  return `nobody has a second factor yet: at the next sign-in${where} each person needs a phone with an authenticator app, once. Give people notice, or set ${option}: off until they are ready`;
}

/** The same in the log of a start. */
export function logFactorNotice(log: Log, ...about: Parameters<typeof factorNotice>): void {
  const notice = factorNotice(...about);
  if (notice !== null) log.warn(notice);
}
