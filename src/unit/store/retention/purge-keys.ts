import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Millis } from "../../../shared/domain/types.js";
import type { PurgePassDeps } from "./purge-deps.js";
import { replaceFile } from "../../../shared/platform/durable.js";
import { listSetAside, removeSetAside, type SetAside } from "../database/set-aside.js";
import { parseVault, spanOf } from "../keys/vaults.js";
import { daemonActor } from "../../../shared/domain/actor.js";

/** Destroys the keys of vaults that are past their time or empty, then removes their folders. */
export async function destroyKeys({
  currentDb,
  keys,
  paths,
  retention,
  time,
}: PurgePassDeps): Promise<number> {
  const evidence = currentDb.current();
  const used = evidence.db.prepare<[string], { n: number }>(
    "SELECT EXISTS (SELECT 1 FROM reads WHERE pictures = ?) AS n",
  );
  // A hold in force may be about to move pictures into its vault.
  const holding = evidence.db.prepare<[string], { n: number }>(
    "SELECT EXISTS (SELECT 1 FROM holds WHERE case_id = ? AND released_at IS NULL) AS n",
  );
  // Pictures of a database that was set aside are as old as that at most, whatever day their vault is named after.
  const aside = listSetAside(paths);
  const asideRemains = aside.length > 0;
  const youngest = Math.max(-Infinity, ...aside.map((one) => seenAt(one, time.now)));
  let count = 0;
  for (const name of keys.vaults()) {
    const vault = parseVault(name);
    if (!vault || used.get(name)?.n === 1) continue;
    const over =
      vault.kind === "hold"
        ? !asideRemains && holding.get(vault.caseId)?.n === 0
        : Math.max(vault.to, youngest) + spanOf(retention, vault.class) <= time.now;
    if (!over) continue;
    await keys.destroy(name);
    await rm(join(paths.pictures, name), { recursive: true, force: true });
    count++;
  }
  return count;
}

/** A set-aside database goes when the youngest plain read in it must, unless a hold stood when it was set aside. */
export async function removeOldSetAside({
  paths,
  retention,
  currentDb,
  clock,
  time,
}: PurgePassDeps): Promise<void> {
  for (const one of listSetAside(paths)) {
    const until = Math.max(seenAt(one, time.now) + retention.read, heldUntil(join(one.folder, "holds.json")));
    if (Number.isNaN(one.at) || until > time.now) continue;
    await removeSetAside(one);
    currentDb.run((s) =>
      s.write(() =>
        s.audit.append({
          at: clock.now(),
          actor: daemonActor,
          event: "retention.set-aside-removed",
          outcome: "success",
        }),
      ),
    );
  }
}

/**
 * When a set-aside database was first met under a time that a source vouches for; written down at that first time. The
 * time in its name is the word of whatever clock it had, so it counts from here.
 */
function seenAt({ folder }: SetAside, now: Millis): Millis {
  const file = join(folder, "seen");
  const seen = existsSync(file) ? Number(readFileSync(file, "utf8")) : NaN;
  if (Number.isFinite(seen) && seen > 0) return seen;
  replaceFile(file, Buffer.from(`${String(now)}\n`));
  return now;
}

const holdsSchema = z.array(z.object({ until: z.number() }));

/** The end of the longest hold of the copy in `file`; never, when the copy cannot be read: what may be held is kept. */
function heldUntil(file: string): Millis {
  if (!existsSync(file)) return 0;
  try {
    const holds = holdsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    return Math.max(0, ...holds.map((hold) => hold.until));
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
