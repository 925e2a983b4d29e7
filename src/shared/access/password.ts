import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

// N=2^15, r=8, p=1: 32 MB and about 150 ms on the reference machine (OWASP's floor for scrypt is 2^15 with p=3 or 2^17
// with p=1; the sign-in lock after five tries is what stops guessing here, and vision needs the cores).
const cost: Cost = { n: 32_768, r: 8, p: 1 };
const keyBytes = 32;

interface Cost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

function derive(password: string, salt: Buffer, { n, r, p }: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N: n, r, p, maxmem: 256 * n * r };
    scrypt(password.normalize("NFKC"), salt, keyBytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

/** Makes the text that is kept instead of a password: `scrypt$N$r$p$salt$key` (base64url). */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ["scrypt", cost.n, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** A hash no password fits, so that an unknown name takes as long as a known one. */
export const nobodysHash = [
  "scrypt",
  cost.n,
  cost.r,
  cost.p,
  Buffer.alloc(16).toString("base64url"),
  Buffer.alloc(keyBytes).toString("base64url"),
].join("$");

/** True when `password` made `hash`. Takes about 150 ms on the libuv pool; compares in constant time. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [scheme, n, r, p, salt, key] = hash.split("$");
  if (scheme !== "scrypt" || !salt || !key) return false;
  const expected = Buffer.from(key, "base64url");
  const made = await derive(password, Buffer.from(salt, "base64url"), {
    n: Number(n),
    r: Number(r),
    p: Number(p),
  });
  return expected.length === made.length && timingSafeEqual(expected, made);
}

/** What is wrong with a new password, or null. Length is what counts (NIST SP 800-63B 5.1.1.2; CJIS IA-5). */
export function passwordFault(
  name: string,
  password: string,
): "password-short" | "password-long" | "password-name" | "password-plain" | null {
  if (password.length < 12) return "password-short";
  if (password.length > 128) return "password-long";
  if (password.toLowerCase().includes(name.toLowerCase())) return "password-name";
  if (new Set(password).size < 5) return "password-plain";
  return null;
}
