// How the page asks the site. Every call is same-origin; changes carry the session's CSRF token.
import { Refused, refusedBy, type RefusedJson } from "../../../shared/web/refused.js";

/** What the page does when the site says, at any request, that nobody is signed in. */
export const siteGate = { signedOut: (): void => undefined };

/** The site's answer, refused ones too. Throws Refused where there is none. */
export async function askSite(path: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(path, { credentials: "same-origin", cache: "no-store", ...init });
  } catch {
    throw new Refused(0, "The centre does not answer. Check the connection.");
  }
}

/** Throws Refused with the site's words. */
export async function siteSaid<T>(response: Response): Promise<T> {
  const body = (await response.json().catch(() => ({}))) as RefusedJson;
  if (body.error === "signed-out") siteGate.signedOut();
  if (!response.ok) throw refusedBy(response.status, body, "The centre refused this.");
  return body as T;
}

/** `GET`. */
export const getSite = async <T>(path: string, init: RequestInit = {}): Promise<T> =>
  siteSaid(await askSite(path, init));

const sent = (body: unknown, csrf: string): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", "x-csrf-token": csrf },
  body: JSON.stringify(body),
});

/** `POST`. */
export const postSite = async <T>(path: string, body: unknown, csrf = ""): Promise<T> =>
  siteSaid(await askSite(path, sent(body, csrf)));

/** `POST` that is answered with a file. */
export async function fetchFile(path: string, body: unknown, csrf: string): Promise<Blob> {
  const response = await askSite(path, sent(body, csrf));
  return response.ok ? response.blob() : siteSaid(response);
}

/** What went wrong, in the site's words where it has some. */
export const wordsOf = (error: unknown, otherwise = "This failed. Try again."): string =>
  error instanceof Refused ? error.message : otherwise;
