// One list from the server of its source into force.
import { join } from "node:path";
import { NotAList } from "../../../shared/hotlist/lines.js";
import { otherFile } from "../../../shared/hotlist/signature.js";
import { modeOfName } from "../import/file-name.js";
import { NothingNewer } from "../import/import-list.js";
import type { ImportSettings } from "../import/import-settings.js";
import { UsedAlready } from "../import/judge-proof.js";
import type { SourceArrivalDeps } from "./arriving.js";
import { fetchList, type Fetched } from "./fetch-list.js";
import { importWhenFree } from "./import-when-free.js";

/** A list to be fetched. */
export interface FetchSettings extends Pick<ImportSettings, "sha256" | "origin" | "isRetry"> {
  readonly url: string;
  readonly etag: string | undefined;
  /** Name of the file in the source's folder that the download goes to. */
  readonly part: string;
  readonly maxBytes?: number;
  readonly mode?: ImportSettings["mode"];
}

/** `refused`: the same bytes will never be taken. `failed`: another try may do. */
type Outcome = "done" | "refused" | "failed";

/** Downloads and imports. */
export async function fetchAndImport(
  arriving: SourceArrivalDeps,
  fetch: FetchSettings,
  signal: AbortSignal,
): Promise<Outcome> {
  const { deps, source } = arriving;
  const { library, log, clock, readSecret, onTime } = deps;
  const part = join(deps.dir, source.id, fetch.part);
  let fetched: Fetched | null = null;
  try {
    const mode = modeOf(fetch);
    const maxBytes = fetch.maxBytes ?? source.maxSize;
    fetched = await fetchList({ ...fetch, part, maxBytes, source, clock, readSecret, onTime, signal });
    if (fetched.kind === "unchanged") {
      library.confirm(source.id);
      return "done";
    }
    const { path, etag } = fetched;
    const { sha256, origin, isRetry = false } = fetch;
    // A list that cannot be looked up as a whole is replaced, also by the full one that was changed since.
    const isPolled = library.manifest(source.id) !== null;
    const polled = fetch.mode ? { isRetry } : { isPolled, ...(etag ? { etag } : {}) };
    const more = { ...polled, ...(sha256 ? { sha256 } : {}) };
    await importWhenFree(arriving, { path, mode, origin, ...more }, signal);
    return "done";
  } catch (error) {
    const reason = (error as Error).message;
    if (signal.aborted) return "failed";
    if (error instanceof NothingNewer) {
      library.confirm(source.id);
      return "done";
    }
    if (fetch.isRetry && (error as Error).cause instanceof UsedAlready) return "refused";
    log.warn("hotlist download failed", { source: source.id, reason });
    library.refuse(source.id, reason, fetch.origin);
    return isFinal(error) ? "refused" : "failed";
  } finally {
    if (fetched?.kind === "file") fetched.discard();
  }
}

/** What the name of the address says; an announcement says it itself, and the name may not say another thing. */
function modeOf({ url, mode }: FetchSettings): ImportSettings["mode"] {
  const said = modeOfName(fileNameOf(url));
  if (mode && said && said !== mode)
    throw new NotAList(`it is announced as ${mode}, but the name of its address says ${said}`);
  return mode ?? said;
}

/** Whether the same bytes would be refused again. Another file than announced may be one the server has not replaced yet. */
function isFinal(error: unknown): boolean {
  const { message, cause } = error as Error;
  return (error instanceof NotAList || cause instanceof NotAList) && !message.includes(otherFile);
}

const fileNameOf = (url: string): string => decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? "");
