// Pictures whose key is gone: they lie on the disk and cannot be opened any more.
import { readdirSync } from "node:fs";
import * as z from "zod";
import type { Clock, Faults, Log } from "../../shared/domain/ports.js";
import type { Keys } from "./keys/keys.js";
import { losses } from "./database/losses.js";
import { putNote, readNote } from "./database/notes.js";
import type { StorePaths } from "./database/paths.js";
import type { CurrentDb } from "./tables/current-db.js";
import { parseVault } from "./keys/vaults.js";
import { daemonActor } from "../../shared/domain/actor.js";

/** What folders of pictures and their keys are compared with. */
export interface VaultCheckDeps {
  readonly currentDb: CurrentDb;
  readonly keys: Pick<Keys, "vault">;
  readonly paths: StorePaths;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
}

const noteKey = "vaults without a key";
const namesSchema = z.array(z.string());

/**
 * Tells, once each, the vaults whose pictures records name and whose key is missing or damaged. Call it before anything is
 * recorded: the next picture of the day makes a new key where none is.
 */
export function tellLostKeys({ currentDb, keys, paths, clock, log, faults }: VaultCheckDeps): void {
  const evidence = currentDb.current();
  const used = evidence.db
    .prepare<[string], number>("SELECT 1 FROM reads WHERE pictures = ? LIMIT 1")
    .pluck();
  const known = namesSchema.safeParse(readNote(evidence.db, noteKey)).data ?? [];
  const opens = (name: string): boolean => {
    try {
      return keys.vault(name) !== null;
    } catch {
      return false;
    }
  };
  const lost = namesIn(paths.pictures).filter(
    (name) => parseVault(name) && !opens(name) && used.get(name) !== undefined,
  );
  const fresh = lost.filter((name) => !known.includes(name));
  if (fresh.length === 0) return;
  const event = "pictures.key-lost";
  const detail = { vaults: fresh.length, of: fresh.slice(0, 10).join(" ") };
  const line = { at: clock.now(), actor: daemonActor, event, outcome: "failure", detail } as const;
  evidence.write(() => {
    evidence.audit.append(line);
    putNote(evidence.db, noteKey, [...known, ...fresh]);
  });
  log.error("the keys of pictures are missing or damaged", detail);
  const text = `${losses[event]}: ${fresh.join(", ")}`;
  faults.raise({ code: "EVIDENCE_LOST", subject: event, severity: "critical", text });
}

/** A folder that cannot be read is reported by whoever writes to it. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
