// A key on disk: sealed under the unit key, with the unit key's id beside it so that a wrong key is not taken for damage.
import { createHash, hkdfSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { replaceFile } from "../../../shared/platform/durable.js";
import { seal, unseal } from "../../../shared/evidence/seal.js";

/** What the unit key yields (HKDF-SHA-256, RFC 5869). The unit key itself encrypts nothing. */
export interface UnitKey {
  /** Eight bytes in hex that name the key and tell nothing about it. */
  readonly id: string;
  /** Wraps all other keys. */
  readonly wrapping: Buffer;
}

/** One key from another for a stated purpose. */
export function derive(secret: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "tagwatch", purpose, 32));
}

/** Derives everything from the 32 bytes of the unit key. */
export function deriveUnitKey(secret: Uint8Array): UnitKey {
  const id = createHash("sha256").update(derive(secret, "id v1")).digest("hex").slice(0, 16);
  return { id, wrapping: derive(secret, "wrap v1") };
}

/** The key of list files as version 0.1.0 made it. */
export function derivedListKey(secret: Uint8Array): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "tagwatch hotlist 1", 32));
}

/** `other-key`: whole, but sealed under another unit key, whose id is `by`. */
export type Unwrapped =
  | { readonly ok: true; readonly key: Buffer }
  | { readonly ok: false; readonly reason: "missing" | "damaged" | "other-key"; readonly by?: string };

/** Writes `key` wrapped by the unit key, durably. `name` is bound to it. */
export function writeWrapped(path: string, unit: UnitKey, name: string, key: Uint8Array): void {
  const file = { version: 1, by: unit.id, sealed: seal(unit.wrapping, name, key).toString("base64") };
  replaceFile(path, JSON.stringify(file));
}

/** Reads a wrapped key and says why when it cannot. */
export function readWrapped(path: string, unit: UnitKey, name: string): Unwrapped {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { ok: false, reason: "missing" };
    if (code === "EISDIR") return { ok: false, reason: "damaged" };
    throw error;
  }
  const fields = parse(text);
  if (!fields) return { ok: false, reason: "damaged" };
  if (fields.by !== unit.id) return { ok: false, reason: "other-key", by: fields.by };
  const key = unseal(unit.wrapping, name, Buffer.from(fields.sealed, "base64"));
  return key ? { ok: true, key } : { ok: false, reason: "damaged" };
}

function parse(text: string): { readonly by: string; readonly sealed: string } | null {
  try {
    const { by, sealed } = JSON.parse(text) as { by?: unknown; sealed?: unknown };
    const whole = typeof by === "string" && /^[0-9a-f]{16}$/.test(by) && typeof sealed === "string";
    return whole ? { by, sealed } : null;
  } catch {
    return null;
  }
}
