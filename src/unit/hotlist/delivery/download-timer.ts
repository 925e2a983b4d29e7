// Lists that are fetched by the clock.
import { monoMs } from "../../../shared/domain/elapsed.js";
import type { SourceArrivalDeps } from "./arriving.js";
import { fetchAndImport } from "./fetch-and-import.js";

const firstRetryMs = 60_000;

/** The download by the clock: the next one is due `every` after the last; after a failure sooner, with growing delays. */
export function createTimer(arriving: SourceArrivalDeps, signal: AbortSignal): () => Promise<void> {
  const { deps, source } = arriving;
  const { every, url } = source.download ?? { every: 0, url: "" };
  let dueAt = monoMs(deps.clock);
  let failures = 0;
  return async () => {
    if (monoMs(deps.clock) < dueAt) return;
    const etag = deps.library.manifest(source.id)?.etag;
    const fetch = { url, etag, part: "download.part", origin: "download" };
    const isDone = (await fetchAndImport(arriving, fetch, signal)) === "done";
    failures = isDone ? 0 : failures + 1;
    const wait = isDone ? every : Math.min(every, firstRetryMs * 2 ** (failures - 1));
    dueAt = monoMs(deps.clock) + wait;
  };
}
