// What the commands over the store share: opening it, naming the caller, reading times.
import type { Command } from "commander";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import { loadConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { dayIn, isDate, systemTimeZone, type Span } from "../../shared/domain/local-day.js";
import type { Actor } from "../../shared/domain/actor.js";
import { makeFolder } from "../../shared/platform/durable.js";
import type { Clock } from "../../shared/domain/ports.js";
import { createClock } from "../../shared/platform/clock.js";
import { createLog } from "../../shared/platform/log.js";
import { readKey } from "../../shared/platform/secret.js";
import { withLock } from "../store/database/lock.js";
import { openStoreHandle, type StoreHandle } from "../store/offline.js";
import { defaultConfigFile } from "./paths.js";

/** Flags of every command over the store. `key` takes the place of the configuration's `store.key`. */
export interface StoreCommandSettings {
  readonly config: string;
  readonly key?: string;
}

/** Adds `--config` and `--key`. */
export function withStoreOptions(command: Command): Command {
  return command
    .option("-c, --config <file>", "configuration file", defaultConfigFile)
    .option("--key <file>", "unit key, where the configuration names a systemd credential");
}

/** Opens the store of the configuration for the length of `work`. */
export async function withStore<T>(
  flags: StoreCommandSettings,
  work: (handle: StoreHandle, config: Config) => T | Promise<T>,
): Promise<T> {
  const config = loadConfig(flags.config);
  const clock = createClock();
  const handle = openStoreHandle({
    dir: config.store.dir,
    unitKey: readKey(flags.key ?? config.store.key),
    now: () => clock.now(),
    log: createLog({ level: "warn", format: "plain", write: (line) => process.stderr.write(line) }),
  });
  try {
    return await work(handle, config);
  } finally {
    const unreadable = handle.evidence.bodies.unreadable();
    if (unreadable.length > 0)
      console.error(
        `${String(unreadable.length)} records cannot be read and are left out: ${unreadable.join(", ")}`,
      );
    handle.close();
  }
}

/** The person at the command line, for the audit trail. */
export function caller(): Actor {
  const name = process.env["SUDO_USER"] ?? userInfo().username;
  return { name, role: "technician", source: "cli" };
}

/** Runs `work` while no other process changes the file; its folder is made where it is missing. */
export function oneAtATime(file: string, who: string, clock: Clock): <T>(work: () => T) => T {
  const lock = { path: `${file}.lock`, mode: "alone", who, waitMs: 10_000, now: () => clock.now() } as const;
  return (work) => {
    makeFolder(dirname(file));
    return withLock(lock, work);
  };
}

/**
 * A time: `2026-11-24T10:00` is UTC, also with seconds and Z; `2026-11-24` is that whole day where the unit is. Throws
 * USAGE for anything else.
 */
export function parseTime(text: string, unit: Config["unit"]): Span {
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
  const date = { year: year ?? 0, month: month ?? 0, day: day ?? 0 };
  if (isDate(date)) return dayIn(unit.timeZone ?? systemTimeZone(), date);
  const at = Date.parse(text.endsWith("Z") ? text : `${text}Z`);
  if (/^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(at)) return { start: at, end: at };
  throw new TagwatchError(
    "USAGE",
    `"${text}" is no time; write 2026-11-24 (that day where the unit is) or 2026-11-24T10:00 (UTC)`,
  );
}
