// All talk with the server. Every call is same-origin; changes carry the session's CSRF token.
import { Refused, refusedBy, type RefusedJson } from "../../../shared/web/refused.js";
import { refusalWords } from "../../../shared/web/words/en/refusals.js";

/** What the page does when the unit says, at any request, that nobody is signed in, or that the screen is locked. */
export const gates = { signedOut: (): void => undefined, locked: (): void => undefined };

/** Asks for an answer of any kind. Throws Refused when there is none. */
export async function ask(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: "same-origin", cache: "no-store", ...init });
  } catch {
    throw new Refused(0, refusalWords().noAnswer);
  }
}

/** Asks for JSON. Throws Refused. */
export async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  return understood(await ask(path, init));
}

/** The JSON of an answer. Throws Refused. */
export async function understood<T>(response: Response): Promise<T> {
  const body = (await response.json().catch(() => ({}))) as RefusedJson;
  if (body.error === "signed-out") gates.signedOut();
  if (body.error === "session-locked") gates.locked();
  if (!response.ok) throw refusedBy(response.status, body, refusalWords().refused);
  return body as T;
}

/** A change: JSON with the session's token. */
export function posted(body: unknown, csrf: string): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/json", "x-csrf-token": csrf },
    body: JSON.stringify(body),
  };
}

/** Sends a change. Throws Refused. */
export function post<T>(path: string, body: unknown, csrf = ""): Promise<T> {
  return call(path, posted(body, csrf));
}
