import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { Log } from "../../../shared/domain/ports.js";
import {
  damagedPlace,
  makeFolder,
  replaceFile,
  setDamagedAside,
  shredFileApart,
} from "../../../shared/platform/durable.js";
import { isUnused } from "../database/losses.js";
import type { StorePaths } from "../database/paths.js";
import { publicKeyId } from "../../../shared/evidence/sign.js";
import { finishRotation } from "./rotation.js";
import {
  derive,
  deriveUnitKey,
  readWrapped,
  writeWrapped,
  type UnitKey,
  type Unwrapped,
} from "./wrapped-key.js";

/** All keys of a store. Only the unit key lives outside it; every other one lies in `keys/`, wrapped by it. */
export interface Keys {
  readonly unit: UnitKey;
  /** 32 bytes: the raw key of the database. */
  readonly database: Buffer;
  /** Authenticates the chain's external anchor; derived from the database's key, so that a new unit key changes nothing here. */
  readonly anchor: Buffer;
  /** Ed25519 private key of the unit. */
  readonly signing: KeyObject;
  /** The signing key was missing or damaged, and this one was made. */
  readonly isSigningNew: boolean;
  /** Nothing beside the database says that the store was ever used when the keys were opened. */
  readonly isUnused: boolean;
  /** Puts the public key where strangers find it: once the chain has begun, since from then on the store counts as used. */
  publish(): void;
  /** The data key of a vault (a UTC day and class of pictures, or a hold); made durably when `create` is set. */
  vault(name: string, create?: boolean): Buffer | null;
  vaults(): readonly string[];
  /** Destroys a vault's key: what it sealed is unreadable for good. */
  destroy(name: string): Promise<void>;
}

/** A key kept twice, since with both copies damaged all it sealed would be lost; null when neither can be read. */
export function openTwice(paths: StorePaths, unit: UnitKey, name: string): Buffer | null {
  const files = [join(paths.keys, `${name}.key`), join(paths.keys, `${name}.copy.key`)];
  const found = files.map((file) => readSoftly(file, unit, name));
  const good = found.find((one) => one.ok);
  const unreadable = found.find((one) => !one.ok && one.reason === "unreadable");
  if (!good?.ok) {
    if (unreadable && !unreadable.ok && unreadable.reason === "unreadable") throw unreadable.error;
    return null;
  }
  files.forEach((file, i) => {
    const one = found[i];
    if (!one || one.ok || one.reason === "unreadable") return;
    if (one.reason === "damaged") setDamagedAside(file);
    writeWrapped(file, unit, name, good.key);
  });
  return good.key;
}

/** One copy that cannot be read (its owner, its disk) is no reason to go without the other. */
function readSoftly(
  path: string,
  unit: UnitKey,
  name: string,
): Unwrapped | { readonly ok: false; readonly reason: "unreadable"; readonly error: unknown } {
  try {
    return readWrapped(path, unit, name);
  } catch (error) {
    return { ok: false, reason: "unreadable", error };
  }
}

/** In place of two that are damaged, whose bytes are kept. */
function writeTwice(paths: StorePaths, unit: UnitKey, name: string, key: Uint8Array): void {
  for (const file of [`${name}.key`, `${name}.copy.key`].map((one) => join(paths.keys, one))) {
    if (existsSync(file)) setDamagedAside(file);
    writeWrapped(file, unit, name, key);
  }
}

/** Throws DB_KEY when key files name another unit key and none names this one. Nothing is changed. */
function refuseOtherKey(paths: StorePaths, unit: UnitKey): void {
  const names = ["database", "database.copy", "signing", "signing.copy"];
  const found = names.map((name) =>
    readSoftly(join(paths.keys, `${name}.key`), unit, name.replace(".copy", "")),
  );
  const others = found.flatMap((one) =>
    !one.ok && one.reason !== "unreadable" && one.by !== undefined ? [one.by] : [],
  );
  const ours = found.some((one) => one.ok);
  if (ours || others.length === 0) return;
  throw new TagwatchError(
    "DB_KEY",
    `the store in ${paths.dir} belongs to unit key ${others[0] ?? "?"}, the key given is ${unit.id}`,
  );
}

/**
 * Opens the keys of a store and makes those that are missing. Throws DB_KEY for a wrong unit key, before anything is
 * written. A key damaged in both copies is made anew (what it protected is lost; the caller sets the database aside).
 */
export function openKeys(paths: StorePaths, secret: Uint8Array, log: Log): Keys {
  if (secret.length !== 32)
    throw new TagwatchError("DB_KEY", `a unit key has 32 bytes, this one ${String(secret.length)}`);
  finishRotation(paths);
  const unit = deriveUnitKey(secret);
  refuseOtherKey(paths, unit);
  const unused = isUnused(paths);
  makeFolder(paths.vaultKeys);
  makeFolder(join(paths.keys, "public"));
  let database = openTwice(paths, unit, "database");
  if (!database) {
    database = randomBytes(32);
    if (existsSync(paths.database)) log.error("the key of the database is damaged in both copies");
    writeTwice(paths, unit, "database", database);
  }
  const { signing, isNew } = openSigningKey(paths, unit, log);
  const publish = (): void => publishKey(paths, signing);
  // A first start that was killed here must look unused to the next one.
  if (!unused) publish();
  const state = { isUnused: unused, isSigningNew: isNew, publish };
  const anchor = derive(database, "witness v1");
  return { unit, database, anchor, signing, ...state, ...vaultKeys(paths, unit) };
}

function openSigningKey(
  paths: StorePaths,
  unit: UnitKey,
  log: Log,
): { readonly signing: KeyObject; readonly isNew: boolean } {
  const stored = openTwice(paths, unit, "signing");
  const key = stored
    ? createPrivateKey({ key: stored, format: "der", type: "pkcs8" })
    : generateKeyPairSync("ed25519").privateKey;
  if (!stored) {
    writeTwice(paths, unit, "signing", key.export({ format: "der", type: "pkcs8" }));
    log.info("a new signing key was made", { key: publicKeyId(createPublicKey(key)) });
  }
  return { signing: key, isNew: stored === null };
}

/** Public keys are kept for good: older heads, receipts and exports were signed with older keys. */
function publishKey(paths: StorePaths, signing: KeyObject): void {
  const open = createPublicKey(signing);
  const pem = join(paths.keys, "public", `${publicKeyId(open)}.pem`);
  if (!existsSync(pem)) replaceFile(pem, Buffer.from(open.export({ format: "pem", type: "spki" })));
}

function vaultKeys(paths: StorePaths, unit: UnitKey): Pick<Keys, "vault" | "vaults" | "destroy"> {
  const cache = new Map<string, Buffer>();
  const pathOf = (name: string): string => join(paths.vaultKeys, `${name}.key`);
  return {
    vault(name, create = false) {
      const known = cache.get(name);
      if (known) return known;
      const stored = readWrapped(pathOf(name), unit, name);
      if (stored.ok) {
        cache.set(name, stored.key);
        return stored.key;
      }
      if (!create || stored.reason === "other-key") return null;
      // What it sealed is lost, which the start tells (vault-check.ts); what comes now must not be.
      if (stored.reason === "damaged") setDamagedAside(pathOf(name));
      const key = randomBytes(32);
      writeWrapped(pathOf(name), unit, name, key);
      cache.set(name, key);
      return key;
    },
    vaults: () =>
      readdirSync(paths.vaultKeys)
        .filter((file) => file.endsWith(".key"))
        .map((file) => file.slice(0, -".key".length)),
    async destroy(name) {
      cache.get(name)?.fill(0);
      cache.delete(name);
      for (const file of [pathOf(name), damagedPlace(pathOf(name))]) await shredFileApart(file, randomBytes);
    },
  };
}
