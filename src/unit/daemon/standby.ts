// Evidence failure never stops alerts: a store that cannot be opened is stood in for by one that a
// restart forgets, under a key that is thrown away. Every read in it counts as not recorded; what can be uploaded still is.
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { deniedHint, readKey } from "../../shared/platform/secret.js";
import { standbyFolder } from "../os/standby-folder.js";
import type { Audit } from "../../shared/domain/ports.js";
import { openAuditSpool } from "../hotlist/folder/spool.js";
import { hotlistDir } from "../hotlist/library.js";
import { createGaps, type Gaps } from "../store/gaps.js";
import { openStore, type Store, type StoreDeps } from "../store/store.js";
import { errorText } from "../../shared/domain/error-text.js";

/** The store the daemon runs on, opened. */
export interface StoreInForce {
  readonly store: Store;
  /** Where hotlists lie, and the unit key that goes with them. */
  readonly home: ListHome;
  /** Null when it is the unit's own; else resolves when that can be opened after all, or `signal` aborts. */
  readonly standby: { mended(signal: AbortSignal): Promise<void> } | null;
}

/** Where hotlists are kept: beside the store, or in a folder that ends with the daemon. */
export interface ListHome {
  readonly dir: string;
  readonly key: Buffer;
  /** A stand-in that a restart forgets, because the unit key is no use: no list of the unit can be opened. */
  readonly isForgotten: boolean;
}

/** All that opening a store takes, but for the unit key, which may be missing or wrong. */
export type KeylessStoreDeps = Omit<StoreDeps, "unitKey">;

const retryMs = 60_000;
const lastWordsMs = 5_000;

/**
 * Opens the unit's store, or a stand-in with the fault STORE_CLOSED when that is not possible. Throws STORE_BUSY while
 * another daemon has it: two would alert twice and fight for the cameras.
 */
export async function openStoreOrStandby(
  deps: KeylessStoreDeps,
  keyReference: string,
): Promise<StoreInForce> {
  let unitKey: Buffer | null = null;
  try {
    unitKey = readKey(keyReference);
    const store = await openStore({ ...deps, unitKey });
    return { store, home: { dir: deps.dir, key: unitKey, isForgotten: false }, standby: null };
  } catch (error) {
    if (error instanceof TagwatchError && error.code === "STORE_BUSY") throw error;
    return openStandby(deps, { unitKey, keyReference }, error);
  }
}

async function openStandby(
  deps: KeylessStoreDeps,
  keys: { readonly unitKey: Buffer | null; readonly keyReference: string },
  why: unknown,
): Promise<StoreInForce> {
  const { faults, log, clock } = deps;
  const { message, hint } = explained(why);
  const text = `the store cannot be opened, nothing is recorded: ${message}`;
  log.error("the store cannot be opened; a stand-in that a restart forgets is used", { reason: message });
  faults.raise({ code: "STORE_CLOSED", subject: "store", severity: "critical", text, ...hint });
  const dir = standbyFolder();
  const key = randomBytes(32);
  const store = await openStore({ ...deps, dir, unitKey: key });
  const isKeyWrong = keys.unitKey === null || (why instanceof TagwatchError && why.code === "DB_KEY");
  return {
    // A wrong key would find every list damaged and let the next import replace it under that key.
    home: isKeyWrong
      ? { dir, key, isForgotten: true }
      : { dir: deps.dir, key: keys.unitKey, isForgotten: false },
    store: forgetful(store, { dir, text, gaps: spooledGaps(deps) }),
    standby: {
      async mended(signal) {
        while (!signal.aborted) {
          await clock.sleep(retryMs, signal);
          if (signal.aborted || !(await opens(deps, keys.keyReference))) continue;
          // Whom this run told of it, it tells that it is over: the next one knows nothing of it.
          faults.clear("STORE_CLOSED", "store");
          await clock.sleep(lastWordsMs, signal);
          return;
        }
      },
    },
  };
}

interface StandbyDeps {
  readonly dir: string;
  /** Why nothing is recorded. */
  readonly text: string;
  readonly gaps: Gaps;
}

/** Keeps for as long as the daemon runs and says of every read that it was not recorded. */
function forgetful(store: Store, { dir, text, gaps }: StandbyDeps): Store {
  return {
    ...store,
    async record(record) {
      await store.record(record);
      gaps.add(record);
      gaps.tell();
      throw new TagwatchError("STORE_CLOSED", text);
    },
    close() {
      gaps.tell(true);
      store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** What the stand-in did not record waits, as lines of commands do, for the trail of the store that it stands in for. */
function spooledGaps({ dir, clock, log }: KeylessStoreDeps): Gaps {
  const append: Audit["append"] = (event) => {
    try {
      const at = event.at ?? clock.now();
      openAuditSpool(hotlistDir(dir)).put(`${String(at)}-standby`, { ...event, at });
    } catch (error) {
      log.error("the trail cannot be left a line of reads not recorded", {
        reason: errorText(error),
        ...event.detail,
      });
    }
  };
  return createGaps({ append }, clock);
}

/** Whether the unit's own store can be opened now. Its faults are reported by the opening that counts. */
async function opens(deps: KeylessStoreDeps, keyReference: string): Promise<boolean> {
  const faults = { raise: () => undefined, clear: () => undefined, list: () => [] };
  try {
    (await openStore({ ...deps, faults, unitKey: readKey(keyReference) })).close();
    return true;
  } catch {
    return false;
  }
}

function explained(error: unknown): { readonly message: string; readonly hint: { readonly hint?: string } } {
  if (error instanceof TagwatchError) return { message: error.message, hint: { hint: error.hint } };
  const hint = deniedHint(error);
  return {
    message: errorText(error),
    hint: hint === null ? {} : { hint },
  };
}
