// What the page asks of the unit.
import type {
  CheckJson,
  DispositionJson,
  EncountersJson,
  HitJson,
  EarlierJson,
  LookoutSetJson,
  LookoutsJson,
  PlateCheckJson,
  ReadsJson,
  RecordField,
  SessionJson,
  StatusJson,
  WelcomeJson,
} from "../../../shared/web/api-types.js";
import type { ConfirmAnswer, ConfirmMethod, VerificationResult } from "../../../shared/domain/closed-sets.js";
import type { Category } from "../../../shared/domain/categories.js";
import type { Amendment } from "../../../shared/web/card/cards.js";
import type { SignInTyped } from "../../../shared/web/sign-in.js";
import { call, post } from "./talk.js";

/** What the sign-in form asks and says. */
export function welcome(): Promise<WelcomeJson> {
  return call("/api/welcome");
}

/** Throws Refused when nobody is signed in; a locked session is answered, with `locked` true. */
export function currentSession(): Promise<SessionJson> {
  return call("/api/session");
}

/**
 * Throws Refused with the unit's words when name or password are wrong (it does not say which) or the account is
 * locked.
 */
export function signIn(typed: SignInTyped & { readonly purpose: string }): Promise<SessionJson> {
  return post("/api/session", typed);
}

/** `reason`: why, or to whom, unverified hits are left; refused (409) without one while there are any. */
export function signOut(session: SessionJson, reason?: string): Promise<unknown> {
  return post("/api/session/end", reason === undefined ? {} : { reason }, session.csrf);
}

/** What anybody at the screen sees from then on holds no plates, until `renewSession`. */
export function lockScreen(session: SessionJson): Promise<unknown> {
  return post("/api/session/lock", {}, session.csrf);
}

/** Opens a locked screen, or begins the session's time anew. */
export function renewSession(session: SessionJson, password: string): Promise<SessionJson> {
  return post("/api/session/renew", { password }, session.csrf);
}

/** Tells the unit that somebody is at the screen, so that the session does not fall idle. */
export function touch(session: SessionJson): Promise<unknown> {
  return post("/api/session/touch", {}, session.csrf);
}

/**
 * Answers what is in force after it: null when `withdrawn` took the only verdict back. The note has at most 500
 * characters.
 */
export function sendVerdict(
  session: SessionJson,
  hitId: string,
  verdict: { readonly result: VerificationResult; readonly note: string } & Amendment,
): Promise<{ readonly hitId: string; readonly disposition: DispositionJson | null }> {
  return post(`/api/hits/${hitId}/disposition`, verdict, session.csrf);
}

/** Notes that dispatch is asked about a hit, now by the unit's clock. */
export function askDispatch(session: SessionJson, hitId: string, method: ConfirmMethod): Promise<CheckJson> {
  return post(`/api/hits/${hitId}/ask`, { method }, session.csrf);
}

/** Notes what dispatch said; "confirmed" and "not confirmed" are the verdict at once. */
export function answerOfDispatch(
  session: SessionJson,
  hitId: string,
  answered: {
    readonly answer: ConfirmAnswer;
    readonly by: string;
    readonly reference: string;
    readonly note: string;
  },
): Promise<CheckJson & { readonly disposition?: DispositionJson | null }> {
  return post(`/api/hits/${hitId}/answer`, answered, session.csrf);
}

/** The unmasked record of a restricted entry; the unit notes in its audit trail who opened it. */
export function openRecord(
  session: SessionJson,
  hitId: string,
): Promise<{ readonly record: readonly RecordField[] }> {
  return post(`/api/hits/${hitId}/record`, {}, session.csrf);
}

/** A hit with its verdict, also one that is no longer in the feed. Throws Refused (404) when the unit has none such. */
export function oneHit(hitId: string): Promise<HitJson> {
  return call(`/api/hits/${hitId}`);
}

/** Searches reads; empty fields are left out. `signal` ends it, on the unit too. */
export function searchReads(
  fields: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<ReadsJson> {
  const query = new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== ""));
  return call(`/api/reads?${query.toString()}`, signal ? { signal } : {});
}

/** A page of the log of hits; empty fields are left out. */
export function encounters(fields: Readonly<Record<string, string>>): Promise<EncountersJson> {
  const query = new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== ""));
  return call(`/api/encounters?${query.toString()}`);
}

/** The state of the unit's parts and its faults; polled by the unit page. */
export function fetchUnitStatus(): Promise<StatusJson> {
  return call("/api/status");
}

/** Asks the lists and the own reads for a plate; `state` is a postal code, or empty. */
export function checkPlate(session: SessionJson, plate: string, state: string): Promise<PlateCheckJson> {
  return post("/api/check", { plate, ...(state === "" ? {} : { state }) }, session.csrf);
}

/** The plates watched for by hand; looking is recorded. */
export function lookouts(): Promise<LookoutsJson> {
  return call("/api/lookouts");
}

/** What a watch found among earlier reads. */
export function earlierReads(id: string): Promise<EarlierJson> {
  return call(`/api/lookouts/${id}/earlier`);
}

/** What is said of a plate that is to be watched for; `id` names the watch it changes, null none. */
export interface LookoutWords {
  readonly id: string | null;
  readonly plate: string;
  /** Empty: any. */
  readonly state: string;
  readonly category: Category;
  readonly reason: string;
  readonly origin: string;
  readonly vehicle: string;
  readonly hours: number;
}

/** Enters a watch or changes one. Throws Refused with the unit's words; then it is not in force. */
export function watchFor(
  session: SessionJson,
  { id, state, ...words }: LookoutWords,
): Promise<LookoutSetJson> {
  const body = { ...words, state: state === "" ? null : state };
  return post(id === null ? "/api/lookouts" : `/api/lookouts/${id}`, body, session.csrf);
}

/** Ends a watch. */
export function endLookout(session: SessionJson, id: string): Promise<unknown> {
  return post(`/api/lookouts/${id}/end`, {}, session.csrf);
}
