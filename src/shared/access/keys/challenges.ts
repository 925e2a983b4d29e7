// What browsers are asked, until they answer: each challenge for one person, once, for some minutes of the monotonic clock.
import { randomBytes } from "node:crypto";
import { monoMs } from "../../domain/elapsed.js";
import type { Clock } from "../../domain/ports.js";
import { ceremonyMs } from "./ceremony.js";

/** Challenges under way, in memory alone. */
export interface Challenges<T> {
  /** Keeps what an answer must belong to; the ticket comes back with it. */
  put(person: string, asked: T): string;
  /** What was asked of the person under the ticket, which is used up by this; null where it is, or is over. */
  take(person: string, ticket: string): T | null;
}

/** Of one person: nobody's sign-ins push those of others out. */
const mostOfOne = 4;

/** Makes an empty set. */
export function createChallenges<T>(clock: Clock): Challenges<T> {
  const byPerson = new Map<string, readonly { ticket: string; asked: T; untilMs: number }[]>();
  const left = (person: string) =>
    (byPerson.get(person) ?? []).filter(({ untilMs }) => monoMs(clock) < untilMs);
  return {
    put(person, asked) {
      const ticket = randomBytes(18).toString("base64url");
      const begun = { ticket, asked, untilMs: monoMs(clock) + ceremonyMs };
      byPerson.set(person, [begun, ...left(person)].slice(0, mostOfOne));
      return ticket;
    },
    take(person, ticket) {
      const found = left(person).find((one) => one.ticket === ticket);
      const rest = left(person).filter((one) => one !== found);
      if (rest.length === 0) byPerson.delete(person);
      else byPerson.set(person, rest);
      return found?.asked ?? null;
    },
  };
}
