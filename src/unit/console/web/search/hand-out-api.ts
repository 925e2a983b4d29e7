import type { HeldJson, SessionJson } from "../../../../shared/web/api-types.js";
import { post, posted, ask, call, understood } from "../talk.js";

/** Keeps reads for a case, beyond their own time; `until` in UTC milliseconds. */
export function holdReads(
  session: SessionJson,
  order: {
    readonly caseId: string;
    readonly why: string;
    readonly until: number;
    readonly legalBasis: string;
    readonly readIds: readonly string[];
  },
): Promise<HeldJson> {
  return post("/api/holds", order, session.csrf);
}

/** What goes with reads that are handed out. */
export interface PackTyped {
  readonly caseId: string;
  readonly recipient: string;
  readonly purpose: string;
  readonly readIds: readonly string[];
}

/** An evidence package as one file, with the hash that names it. */
export async function fetchPackage(
  session: SessionJson,
  order: PackTyped,
): Promise<{ readonly file: Blob; readonly sha256: string }> {
  const response = await ask("/api/packages", posted(order, session.csrf));
  if (!response.ok) return understood(response);
  return { file: await response.blob(), sha256: response.headers.get("x-package-sha256") ?? "" };
}

/**
 * The address of the sheet of some reads: a page to print. Throws Refused where the unit would not make it, before a window
 * stands over the page with nothing but the refusal in it.
 */
export async function sheetAddress({ readIds, ...order }: PackTyped): Promise<string> {
  const address = `/api/sheet?${new URLSearchParams({ ...order, reads: readIds.join(",") }).toString()}`;
  await call(`${address}&asking=true`);
  return address;
}
