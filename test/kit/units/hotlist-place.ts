import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { keyOf } from "../../../src/shared/domain/confusables.js";
import type { Audit } from "../../../src/shared/domain/ports.js";
import type { AuditEvent } from "../../../src/shared/domain/actor.js";
import { buildList } from "../../../src/unit/hotlist/import/build.js";
import type { BuildJob } from "../../../src/unit/hotlist/import/build-job.js";
import { importList } from "../../../src/unit/hotlist/import/import-list.js";
import type { ImportSettings } from "../../../src/unit/hotlist/import/import-settings.js";
import { openHotlistLibrary, type HotlistLibrary } from "../../../src/unit/hotlist/library.js";
import { FakeClock } from "../doubles/clock.js";
import { memoryFaults } from "../doubles/faults.js";
import { hotlistConfig } from "./hotlist-config.js";
import { memoryLog } from "../doubles/log.js";
import { scratchFolder } from "./scratch.js";
import { exactly, type When } from "../../../src/unit/core/when.js";

/** The key of the list files. */
export const listKey = Buffer.alloc(32, 9);
/** Who imports. */
export const actor = { name: "tester", role: "technician", source: "cli" } as const;

/** Builds a list in this thread, with nobody who counts its steps. */
export const buildInPlace = (job: BuildJob): ReturnType<typeof buildList> => buildList(job, () => undefined);

/** Match keys of a plate that is read for sure. */
export const keys = (plate: string): readonly string[] => [keyOf(plate)];

/** A library over two sources in a scratch folder, with what it audits and which faults stand. */
export async function place(
  sources: Parameters<typeof hotlistConfig>[0]["sources"] = [
    { id: "a", format: "csv" },
    { id: "b", format: "csv" },
  ],
) {
  const dir = scratchFolder();
  const clock = new FakeClock();
  const config = hotlistConfig({ sources });
  const audited: AuditEvent[] = [];
  const audit: Audit = { append: (event) => void audited.push({ at: 0, ...event }) };
  const faults = memoryFaults();
  const { standing } = faults;
  const log = memoryLog();
  const library = await openHotlistLibrary({ dir, key: listKey, config, clock, log, faults, audit });
  onTestFinished(() => library.close());
  let n = 0;
  const write = (lines: readonly string[]): string => {
    const path = join(dir, `delivered-${String(++n)}`);
    writeFileSync(path, lines.join("\n") + "\n");
    return path;
  };
  const load = async (
    id: string,
    lines: readonly string[],
    rest: Partial<ImportSettings> = {},
    build?: (job: BuildJob) => ReturnType<typeof buildList>,
  ) => {
    const source = config.sources.find((other) => other.id === id);
    if (!source) throw new Error(id);
    const request = {
      source,
      path: write(lines),
      mode: "full",
      force: false,
      origin: "command",
      actor,
      ...rest,
    } as const;
    // Built in place: worker threads load compiled code only (they are tested by kill.test.ts).
    const report = await importList({ dir, key: listKey, clock, build: build ?? buildInPlace }, request);
    await clock.advance(1);
    await library.refresh();
    return report;
  };
  return { dir, clock, config, library, audited, standing, log, load };
}

/** Entries found under a plate, as `source:plate`. */
export const plates = (library: HotlistLibrary, plate: string, at: number | When = 0): readonly string[] =>
  library
    .lookup(keys(plate), typeof at === "number" ? exactly(at) : at)
    .map((entry) => `${entry.source}:${entry.plate}`);
