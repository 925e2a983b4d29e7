// What the hotlist commands share: the configuration, the sources, the key, and the library opened for the length of one command.
import { loadConfig } from "../../config/load.js";
import type { HotlistSourceConfig } from "../../config/hotlist-schema.js";
import type { Config } from "../../config/schema.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { Clock, Faults } from "../../../shared/domain/ports.js";
import { handOver } from "../../../shared/platform/owner.js";
import { hotlistDir, openHotlistLibrary, type HotlistLibrary } from "../../hotlist/library.js";
import { createClock } from "../../../shared/platform/clock.js";
import { createLog } from "../../../shared/platform/log.js";
import { readKey } from "../../../shared/platform/secret.js";
import { makeFolder } from "../../../shared/platform/durable.js";
import { openListKeys } from "../../store/keys/list-key.js";
import { takeLock } from "../../store/database/lock.js";
import { storePaths } from "../../store/database/paths.js";

/** Flags of every hotlist command. `key` takes the place of the configuration's `store.key`. */
export interface HotlistCommandSettings {
  readonly config: string;
  readonly key?: string;
}

/** A command's view of the lists. */
export interface HotlistAccess {
  readonly config: Config;
  readonly clock: Clock;
  readonly dir: string;
  /** The keys of list files. */
  readonly key: Buffer;
  readonly library: HotlistLibrary;
}

// A command shows faults in its own words; the daemon raises them.
const noFaults: Faults = { raise: () => undefined, clear: () => undefined, list: () => [] };

/** Opens the library of the configuration for the length of `work`. */
export async function atHotlists<T>(
  flags: HotlistCommandSettings,
  work: (handle: HotlistAccess) => Promise<T>,
): Promise<T> {
  const config = loadConfig(flags.config);
  const clock = createClock();
  const dir = hotlistDir(config.store.dir);
  const paths = storePaths(config.store.dir);
  const unitKey = readKey(flags.key ?? config.store.key);
  makeFolder(paths.dir);
  // Shared: the keys are neither exchanged nor destroyed meanwhile, and not made while they are.
  const lock = takeLock({
    path: paths.lock,
    mode: "shared",
    who: "a command",
    waitMs: 3_000,
    now: () => clock.now(),
  });
  try {
    return await atLocked({ config, clock, dir, key: openListKeys(paths, unitKey) }, work);
  } finally {
    lock.release();
  }
}

async function atLocked<T>(
  handle: Omit<HotlistAccess, "library">,
  work: (handle: HotlistAccess) => Promise<T>,
): Promise<T> {
  const { config, clock, dir, key } = handle;
  const log = createLog({ level: "error", format: "plain", write: (line) => process.stderr.write(line) });
  const library = await openHotlistLibrary({
    dir,
    key,
    config: config.hotlist,
    clock,
    log,
    faults: noFaults,
    audit: null,
  });
  try {
    return await work({ ...handle, library });
  } finally {
    library.close();
    handOver(dir);
  }
}

/** A source by its id; the only one when none is named. Throws USAGE naming what there is. */
export function configuredSource(config: Config, id: string | undefined): HotlistSourceConfig {
  const { sources } = config.hotlist;
  if (sources.length === 0) throw new TagwatchError("USAGE", "the configuration names no hotlist source");
  const source = id === undefined && sources.length === 1 ? sources[0] : sources.find((s) => s.id === id);
  if (source) return source;
  const names = sources.map((s) => s.id).join(", ");
  throw new TagwatchError(
    "USAGE",
    id === undefined ? `say --source: ${names}` : `no source ${id}; there is ${names}`,
  );
}
