// How a unit gets its certificate: a code that a person carries over, a key that never leaves the unit.
import { createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import * as z from "zod";

/** What a code says: where the centre is, the secret that counts once, and by which certificate the centre is known. */
export interface EnrolCode {
  readonly host: string;
  readonly port: number;
  /** 32 hex digits. */
  readonly secret: string;
  /** First 32 hex digits of the SHA-256 of the site's certificate. */
  readonly fingerprint: string;
}

/** `host:port/secret.fingerprint`, to be pasted. */
export const writeCode = ({ host, port, secret, fingerprint }: EnrolCode): string =>
  `${host.includes(":") ? `[${host}]` : host}:${String(port)}/${secret}.${fingerprint}`;

/** The other way round; null for what is no code. */
export function parseCode(text: string): EnrolCode | null {
  const parts = /^(?:\[([0-9a-f:]+)\]|([^\s:/]+)):(\d{1,5})\/([0-9a-f]{32})\.([0-9a-f]{32})$/i.exec(
    text.trim(),
  );
  if (!parts) return null;
  const [, bracketed, plain, port, secret = "", fingerprint = ""] = parts;
  return {
    host: bracketed ?? plain ?? "",
    port: Number(port),
    secret: secret.toLowerCase(),
    fingerprint: fingerprint.toLowerCase(),
  };
}

/** The part of a certificate's SHA-256 (as Node writes it) that stands in a code. */
export const shortFingerprint = (fingerprint256: string): string =>
  fingerprint256.replaceAll(":", "").toLowerCase().slice(0, 32);

const pem = z.string().max(10_000);
const proof = z.string().regex(/^[A-Za-z0-9+/=]{40,400}$/);

/** `POST /enrol`: with a code. */
export const enrolRequest = z.strictObject({
  v: z.literal(1),
  unit: z.string().max(64).describe("unit.id: a code for another unit is not used up"),
  secret: z.string().regex(/^[0-9a-f]{32}$/),
  publicKey: pem,
  proof: proof.describe("signature by the key over `enrolText`"),
});

/** `POST /enrol/renew`: with the certificate in force. */
export const renewRequest = z.strictObject({
  v: z.literal(1),
  certificate: pem,
  publicKey: pem,
  at: z.iso.datetime({ precision: 3 }),
  proof: proof.describe("signature by the new key over `renewText`"),
  oldProof: proof.describe("signature by the key of the certificate over `renewText`"),
});

/** What the centre answers both with. */
export const enrolAnswer = z.object({
  v: z.literal(1),
  unit: z.string(),
  certificate: pem.describe("PEM, with the issuing authority behind it"),
  ca: pem.describe("PEM: whom the unit trusts"),
  url: z.string().regex(/^mqtts:\/\//),
  prefix: z.string().min(1),
  /** Where to renew. */
  centre: z.string(),
});

/** What a unit is given at its enrolment. */
export type EnrolAnswer = z.output<typeof enrolAnswer>;

/** What the key of a new unit signs. */
export const enrolText = (secret: string, publicKey: string): string =>
  `tagwatch enrol\n${secret}\n${publicKey}`;

/** What both keys sign at a renewal. */
export const renewText = (at: string, publicKey: string): string => `tagwatch renew\n${at}\n${publicKey}`;

/** A proof that its maker has the private half of a key. */
export const prove = (key: KeyObject, text: string): string =>
  sign("sha256", Buffer.from(text), key).toString("base64");

/** Whether a proof was made with the private half of a public key (PEM) on the curve P-256. False for any other key. */
export function isProven(publicKey: string | KeyObject, text: string, given: string): boolean {
  try {
    const key = typeof publicKey === "string" ? createPublicKey(publicKey) : publicKey;
    if (key.asymmetricKeyDetails?.namedCurve !== "prime256v1") return false;
    return verify("sha256", Buffer.from(text), key, Buffer.from(given, "base64"));
  } catch {
    return false;
  }
}
