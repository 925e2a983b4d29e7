// One import of a source at a time, beside those of commands.
import { daemonActor } from "../../../shared/domain/actor.js";
import { TagwatchError } from "../../../shared/domain/errors.js";
import type { ImportRequest } from "../import/import-request.js";
import { roundMs, type Arriving } from "./arriving.js";

/** A file to be imported, and how it came. */
export type Delivery = Pick<
  ImportRequest,
  "path" | "mode" | "origin" | "sha256" | "etag" | "isRetry" | "isPolled"
>;

/** Whether a command imports into the same source. */
export const isBusy = (error: unknown): boolean =>
  error instanceof TagwatchError && error.code === "HOTLIST_BUSY";

/** Imports a delivery; while a command imports into the same source it waits, since its file is not at fault. */
export async function importWhenFree(
  arriving: Arriving,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<void> {
  const { options, source, builds, imports } = arriving;
  const request = { ...delivery, source, force: false, actor: daemonActor };
  await imports(async () => {
    for (;;) {
      try {
        const report = await builds(() => options.library.import(request));
        for (const warning of report.warnings)
          options.log.warn("hotlist taken", { source: source.id, warning });
        return;
      } catch (error) {
        if (!isBusy(error) || signal.aborted) throw error;
        await options.clock.sleep(roundMs, signal);
      }
    }
  });
}
