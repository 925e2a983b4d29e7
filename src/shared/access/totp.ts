// One-time passwords by time (RFC 6238) as authenticator apps make them: SHA-1, six digits, thirty seconds.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Millis } from "../domain/types.js";

const stepMs = 30_000;
const digits = 6;
/** Bytes of a secret: as long as the hash (RFC 4226, 4). */
export const secretBytes = 20;

/** The number of the half minute in which a time lies. */
export function stepOf(at: Millis): number {
  return Math.floor(at / stepMs);
}

/** The code of one step (RFC 4226, 5.3). */
export function codeOf(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", secret).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0x0f;
  const number = hash.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/** The step whose code was given, the present one or a neighbour (a clock half a minute off, a slow thumb); null for none. */
export function fittingStep(secret: Uint8Array, code: string, now: Millis): number | null {
  const given = Buffer.from(code);
  const steps = [0, -1, 1].map((off) => stepOf(now) + off).filter((step) => step >= 0);
  const fits = (step: number): boolean => {
    const right = Buffer.from(codeOf(secret, step));
    return right.length === given.length && timingSafeEqual(right, given);
  };
  return steps.find(fits) ?? null;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Bytes as authenticator apps take them by hand (RFC 4648, 6, without padding). */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => alphabet[parseInt(group.padEnd(5, "0"), 2)] ?? "").join("");
}

/** What the QR code says (Google Authenticator's key URI format). */
export function otpauthUri(issuer: string, name: string, secret: Uint8Array): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(name)}`;
  const period = String(stepMs / 1_000);
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${String(digits)}&period=${period}`;
}
