import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Sealing } from "../domain/ports.js";

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts with AES-256-GCM (FIPS 197, NIST SP 800-38D) under a fresh random nonce.
 * `name` is authenticated with it, so that sealed bytes cannot be passed off as those of another name.
 * @returns nonce (12 bytes), ciphertext, tag (16 bytes)
 */
export function seal(key: Uint8Array, name: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(name));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** The inverse of `seal`; null when the key, the name or a single bit differs. */
export function unseal(key: Uint8Array, name: string, sealed: Uint8Array): Buffer | null {
  if (sealed.length < nonceBytes + tagBytes) return null;
  const end = sealed.length - tagBytes;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, nonceBytes));
  decipher.setAAD(Buffer.from(name));
  decipher.setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, end)), decipher.final()]);
  } catch {
    return null;
  }
}

/** Seals small secrets of people under a key of their own, made of another one (HKDF-SHA-256, RFC 5869). */
export function sealingUnder(key: Uint8Array): Sealing {
  const own = Buffer.from(hkdfSync("sha256", key, "tagwatch", "people v1", 32));
  return {
    seal: (name, plain) => seal(own, name, plain),
    open: (name, sealed) => unseal(own, name, sealed),
  };
}
