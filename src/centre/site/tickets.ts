// The purpose and case number of a search, or of an opened case, go with everything that is opened from its results.
import { randomBytes } from "node:crypto";
import { ApiError } from "../../shared/access/api-error.js";
import type { Session } from "../../shared/access/session.js";
import type { ReadQuestion } from "../core/questions.js";

/** Why a person looks at records, and at which: what a search finds, or what is held for the case. */
export interface Warrant {
  readonly purpose: string;
  readonly caseNumber: string;
  readonly question: ReadQuestion | null;
}

/** Searches of the people signed in, by a ticket. */
export interface Tickets {
  give(session: Session, warrant: Warrant): string;
  /** Throws a 400 where none was given, or it is another's. */
  need(session: Session, ticket: string | undefined): Warrant;
}

const mostTickets = 10_000;

/** Kept in memory; a restart asks for a new search. */
export function createTickets(): Tickets {
  const given = new Map<string, { readonly csrf: string; readonly warrant: Warrant }>();
  return {
    give(session, warrant) {
      const ticket = randomBytes(18).toString("base64url");
      given.set(ticket, { csrf: session.csrf, warrant });
      const [oldest] = given.keys();
      if (given.size > mostTickets && oldest !== undefined) given.delete(oldest);
      return ticket;
    },
    need(session, ticket) {
      const found = ticket === undefined ? undefined : given.get(ticket);
      if (found?.csrf === session.csrf) return found.warrant;
      throw new ApiError(400, "no-purpose", "Say for which purpose and case: search again.");
    },
  };
}
