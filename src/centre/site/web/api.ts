// All talk with the site. Every call is same-origin; changes carry the session's CSRF token.
import type { Role } from "../../../shared/domain/closed-sets.js";
import type { SignInTyped } from "../../../shared/web/sign-in.js";
import { Refused, refusedBy, type RefusedJson } from "../../../shared/web/refused.js";
import type { BoardHit, ArchiveFinding, KeptHold, SeenLine, SeenUnit } from "../../core/questions.js";

/** Who is signed in, and what they may do. */
export interface SiteSession {
  readonly name: string;
  readonly role: Role;
  readonly csrf: string;
  readonly rights: readonly string[];
  readonly purposes: readonly string[];
  readonly agency: string;
}

/** What the page does when the site says, at any request, that nobody is signed in. */
export const siteGate = { signedOut: (): void => undefined };

async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...init });
  } catch {
    throw new Refused(0, "The centre does not answer. Check the connection.");
  }
  const body = (await response.json().catch(() => ({}))) as RefusedJson;
  if (body.error === "signed-out") siteGate.signedOut();
  if (!response.ok) throw refusedBy(response.status, body, "The centre refused this.");
  return body as T;
}

function post<T>(path: string, body: unknown, csrf = ""): Promise<T> {
  const headers = { "content-type": "application/json", "x-csrf-token": csrf };
  return call(path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Throws Refused when nobody is signed in. */
export const siteSessionNow = (): Promise<SiteSession> => call("/api/session");

/** Throws Refused with the site's words. */
export const siteSignInAs = (typed: SignInTyped): Promise<SiteSession> => post("/api/session", typed);

/** Ends the session. */
export const siteSignOut = ({ csrf }: SiteSession): Promise<unknown> => post("/api/session/end", {}, csrf);

/** What was found, with the ticket that opens its pictures. */
export interface FoundNow extends ArchiveFinding {
  readonly ticket: string;
}

/** Searches. The trail has the line before the answer. */
export const searchArchive = ({ csrf }: SiteSession, question: object): Promise<FoundNow> =>
  post("/api/search", question, csrf);

/** Holds what a search showed. */
export const makeHoldFor = (
  { csrf }: SiteSession,
  order: object,
): Promise<{ readonly id: string; readonly reads: number }> => post("/api/holds", order, csrf);

/** Holds that stand. */
export const holdsNow = (): Promise<readonly KeptHold[]> => call("/api/holds");
/** All units. */
export const unitsNow = (): Promise<readonly SeenUnit[]> => call("/api/units");
/** The newest lines of the trail. Looking is a line of its own. */
export const trailNow = (): Promise<readonly SeenLine[]> => call("/api/audit?limit=200");

/** What the board shows, as the site sends it after each change. */
export interface BoardNow {
  readonly at: number;
  readonly hits: readonly BoardHit[];
}
