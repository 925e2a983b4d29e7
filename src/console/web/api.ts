// All talk with the server. Every call is same-origin; changes carry the session's CSRF token.
import type {
  AuditJson,
  DispositionJson,
  HitJson,
  ReadsJson,
  RecordField,
  SessionJson,
  StatusJson,
} from "../api-types.js";
import type { Verdict } from "../../core/types.js";

/** What the server refused, in words for the person. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...init });
  } catch {
    throw new Refused(0, "The unit does not answer. Check the connection.");
  }
  const body = (await response.json().catch(() => ({}))) as { message?: string };
  if (!response.ok) throw new Refused(response.status, body.message ?? "The unit refused this.");
  return body as T;
}

function post<T>(path: string, body: unknown, csrf = ""): Promise<T> {
  return call(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-csrf-token": csrf },
    body: JSON.stringify(body),
  });
}

export function currentSession(): Promise<SessionJson> {
  return call("/api/session");
}

export function signIn(name: string, password: string, purpose: string): Promise<SessionJson> {
  return post("/api/session", { name, password, purpose });
}

export function signOut(session: SessionJson): Promise<unknown> {
  return post("/api/session/end", {}, session.csrf);
}

export function touch(session: SessionJson): Promise<unknown> {
  return post("/api/session/touch", {}, session.csrf);
}

export function sendVerdict(
  session: SessionJson,
  hitId: string,
  verdict: Verdict,
  note: string,
): Promise<{ readonly hitId: string; readonly disposition: DispositionJson | null }> {
  return post(`/api/hits/${hitId}/disposition`, { verdict, note }, session.csrf);
}

export function openRecord(
  session: SessionJson,
  hitId: string,
): Promise<{ readonly record: readonly RecordField[] }> {
  return post(`/api/hits/${hitId}/record`, {}, session.csrf);
}

export function oneHit(hitId: string): Promise<HitJson> {
  return call(`/api/hits/${hitId}`);
}

/** Searches reads; empty fields are left out. */
export function searchReads(fields: Readonly<Record<string, string>>): Promise<ReadsJson> {
  const query = new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== ""));
  return call(`/api/reads?${query.toString()}`);
}

export function unitStatus(): Promise<StatusJson> {
  return call("/api/status");
}

export function auditTrail(): Promise<AuditJson> {
  return call("/api/audit?limit=200");
}
