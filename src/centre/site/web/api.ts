// What the page asks of the site.
import type { Role } from "../../../shared/domain/closed-sets.js";
import type { GroundBox } from "../../../shared/domain/ground-box.js";
import type { DensityJson } from "../../../shared/web/map/map-types.js";
import { keyTalk, type KeyTalk } from "../../../shared/web/keys/key-talk.js";
import type { PeopleTalk } from "../../../shared/web/people/people-talk.js";
import type { SignInTyped } from "../../../shared/web/sign-in.js";
import type { TrailFilters } from "../../../shared/web/trail/trail-filters.js";
import { givenFilters } from "../../../shared/web/trail/trail-filters.js";
import type { KeptHold } from "../../core/cases.js";
import type { ArchiveFinding, BoardHit, Hearing, SeenUnit, SilentUnit } from "../../core/questions.js";
import type { SeenLines } from "../../core/trail.js";
import { fetchFile, getSite, postSite } from "./talk.js";

/** Who is signed in, and what they may do. */
export interface SiteSession {
  readonly name: string;
  readonly role: Role;
  readonly csrf: string;
  readonly rights: readonly string[];
  readonly purposes: readonly string[];
  readonly agency: string;
}

/** Throws Refused when nobody is signed in. */
export const siteSessionNow = (): Promise<SiteSession> => getSite("/api/session");

/** Throws Refused with the site's words. */
export const siteSignInAs = (typed: SignInTyped): Promise<SiteSession> => postSite("/api/session", typed);

/** Ends the session. */
export const siteSignOut = ({ csrf }: SiteSession): Promise<unknown> =>
  postSite("/api/session/end", {}, csrf);

/** A new password of one's own; the session goes on. */
export const changeOwnPassword = (
  { csrf }: SiteSession,
  password: string,
  next: string,
): Promise<SiteSession> => postSite("/api/session/password", { password, next }, csrf);

/** How the page asks the site of one's own security keys. */
export const siteKeyTalk = ({ csrf }: SiteSession): KeyTalk =>
  keyTalk(getSite, (path, body) => postSite(path, body, csrf));

/** How the page asks the site of people. */
export const sitePeople = ({ csrf }: SiteSession): PeopleTalk => ({
  people: () => getSite("/api/people"),
  addPerson: (name, role) => postSite("/api/people", { name, role }, csrf),
  orderPerson: (name, order) => postSite(`/api/people/${encodeURIComponent(name)}`, order, csrf),
});

/** What was found, with the ticket that opens its pictures. */
export interface FoundNow extends ArchiveFinding {
  readonly ticket: string;
}

/** Searches. The trail has the line before the answer. */
export const searchArchive = ({ csrf }: SiteSession, question: object): Promise<FoundNow> =>
  postSite("/api/search", question, csrf);

/** Where reads were taken in a span, for the map below what a search found. */
export const densityAround = (
  { csrf }: SiteSession,
  asked: { readonly search: string; readonly from: number; readonly to: number; readonly box: GroundBox },
): Promise<DensityJson> => postSite("/api/search/density", asked, csrf);

/** Holds that stand. */
export const holdsNow = (): Promise<readonly KeptHold[]> => getSite("/api/holds");

/** The reads of a case, for a purpose. */
export const openCase = (
  { csrf }: SiteSession,
  asked: { readonly purpose: string; readonly caseNumber: string },
): Promise<FoundNow> => postSite("/api/cases", asked, csrf);

/** Holds what a search showed. */
export const makeHoldFor = (
  { csrf }: SiteSession,
  order: object,
): Promise<{ readonly id: string; readonly reads: number }> => postSite("/api/holds", order, csrf);

/** What may be done with a hold. */
export type HoldStepName = "extend" | "release";

/** Makes a hold last longer, or releases it. */
export const changeHold = (
  { csrf }: SiteSession,
  id: string,
  change: { readonly step: HoldStepName; readonly order: object },
): Promise<unknown> => postSite(`/api/holds/${id}/${change.step}`, change.order, csrf);

/** Reads as a signed package. */
export const packageOf = ({ csrf }: SiteSession, order: object): Promise<Blob> =>
  fetchFile("/api/packages", order, csrf);

/** The address of a sheet to print. Throws Refused where the site would not make it. */
export async function sheetAddressOf(
  ticket: string,
  recipient: string,
  readIds: readonly string[] | undefined,
): Promise<string> {
  const query = new URLSearchParams({ search: ticket, recipient });
  if (readIds !== undefined) query.set("reads", readIds.join(","));
  const address = `/api/sheet?${query.toString()}`;
  await getSite(`${address}&asking=true`);
  return address;
}

/** All units, as they are known at a moment of the centre's clock. */
export interface UnitsNow {
  readonly at: number;
  readonly units: readonly SeenUnit[];
  readonly hearing: Hearing;
}

/** All units. */
export const unitsNow = (): Promise<UnitsNow> => getSite("/api/units");

/** Lines of the trail, newest first. Looking is a line of its own. */
export function linesNow(filters: TrailFilters, before: number | null): Promise<SeenLines> {
  const query = givenFilters({ ...filters, before: before === null ? "" : String(before) });
  return getSite(`/api/audit?${new URLSearchParams(query).toString()}`);
}

/** Lines of the trail as a signed package. */
export const trailFile = ({ csrf }: SiteSession, filters: TrailFilters, to: object): Promise<Blob> =>
  fetchFile("/api/audit/package", { ...givenFilters(filters), ...to }, csrf);

/** What the board shows, as the site sends it after each change. */
export interface BoardNow {
  readonly at: number;
  readonly hits: readonly BoardHit[];
  /** Units on duty that are not heard. */
  readonly silent: readonly SilentUnit[];
  readonly hearing: Hearing;
}
