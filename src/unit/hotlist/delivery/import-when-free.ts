// One import of a source at a time, beside those of commands.
import { daemonActor } from "../../../shared/domain/actor.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { ImportSettings } from "../import/import-settings.js";
import { roundMs, type SourceArrivalDeps } from "./arriving.js";

/** A file to be imported, and how it came. */
export type Delivery = Pick<
  ImportSettings,
  "path" | "mode" | "origin" | "sha256" | "etag" | "isRetry" | "isPolled"
>;

/** Whether a command imports into the same source. */
export const isBusy = (error: unknown): boolean =>
  error instanceof TagwatchError && error.code === "HOTLIST_BUSY";

/** Imports a delivery; while a command imports into the same source it waits, since its file is not at fault. */
export async function importWhenFree(
  arriving: SourceArrivalDeps,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<void> {
  const { deps, source, builds, imports } = arriving;
  const request = { ...delivery, source, force: false, actor: daemonActor };
  await imports(async () => {
    for (;;) {
      try {
        const report = await builds(() => deps.library.import(request));
        for (const warning of report.warnings) deps.log.warn("hotlist taken", { source: source.id, warning });
        return;
      } catch (error) {
        if (!isBusy(error) || signal.aborted) throw error;
        await deps.clock.sleep(roundMs, signal);
      }
    }
  });
}
