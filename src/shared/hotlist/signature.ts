// What proves where a delivery comes from and what it means: a signed manifest beside the list, or, for full lists only,
// a signature over the list itself.
import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import * as z from "zod";
import { importModes, type ImportMode } from "../domain/closed-sets.js";
import { TagwatchError } from "../domain/faults/errors.js";
import type { Millis } from "../domain/types.js";

/** Why a file is refused whose bytes are not those that were announced or signed. */
export const otherFile = "the file is not the announced one: SHA-256 differs";

/** Why a file is not built that is the full list in force without the changes since. */
export const sameFull = "it is the full list that was changed since";

/** Value of a manifest's `format`; a manifest with another one is refused. */
export const manifestFormat = "hotlist-manifest.v1";

const schema = z.object({
  format: z.literal(manifestFormat),
  source: z.string(),
  mode: z.enum(importModes),
  /** Higher with every delivery of the source; of an `add` or `remove`, exactly one higher. */
  sequence: z.int().min(1),
  date: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  /** Of the file as delivered, packed or not. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i)
    .transform((text) => text.toLowerCase()),
  /** Rows in the file; its header and blank lines are not counted. */
  count: z.int().min(1),
});

/** What a signed `FILE.manifest` says of the list beside it. */
export interface SignedManifest {
  readonly source: string;
  readonly mode: ImportMode;
  readonly sequence: number;
  readonly date: Millis;
  readonly sha256: string;
  readonly count: number;
}

/** A signature over the whole list, still to be checked against the bytes that are parsed. */
export interface BareSignature {
  /** PEM of an Ed25519 public key. */
  readonly publicKey: string;
  readonly bytes: Uint8Array;
}

/** How a delivery was proved. `none` only for sources without a signature key: for the others that is a refusal. */
export type Proof =
  | { readonly kind: "manifest"; readonly manifest: SignedManifest }
  | { readonly kind: "signature"; readonly signature: BareSignature }
  | { readonly kind: "none" };

/** Path of the manifest that belongs to a list. */
export const manifestName = (path: string): string => `${path}.manifest`;
/** Path of the detached signature that belongs to a list or a manifest. */
export const signatureName = (path: string): string => `${path}.sig`;

/** Most bytes of a manifest or a signature. */
export const mostProofBytes = 4_096;

/**
 * Reads what lies beside a delivered file, if the source has a signature key: `FILE.manifest` with `FILE.manifest.sig`, or
 * `FILE.sig` alone (Ed25519, RFC 8032; 64 raw bytes or base64). A manifest is verified here; a bare signature by whoever
 * parses the list. Throws HOTLIST_REFUSED when neither is there, or the manifest is not right.
 */
export async function readProof(
  path: string,
  source: { readonly signatureKey?: string | undefined },
): Promise<Proof> {
  if (source.signatureKey === undefined) return { kind: "none" };
  const refuse = (why: string, cause?: unknown): TagwatchError =>
    new TagwatchError("HOTLIST_REFUSED", why, cause ? { cause } : {});
  const key = publicKey(source.signatureKey, refuse);
  const text = await readSmall(manifestName(path));
  if (!text) {
    const bare = await readSmall(signatureName(path));
    if (!bare)
      throw refuse(
        "the source needs a signature, but neither FILE.manifest nor FILE.sig lies beside the list",
      );
    const pem = key.export({ type: "spki", format: "pem" }).toString();
    return { kind: "signature", signature: { publicKey: pem, bytes: rawSignature(bare) } };
  }
  const signature = await readSmall(signatureName(manifestName(path)));
  if (!signature) throw refuse("the manifest has no signature: there is no FILE.manifest.sig beside it");
  if (!verify(null, text, key, rawSignature(signature)))
    throw refuse("the manifest's signature is not right: it was changed, or signed with another key");
  return { kind: "manifest", manifest: parseManifest(text, refuse) };
}

function parseManifest(bytes: Uint8Array, refuse: (why: string) => TagwatchError): SignedManifest {
  let plain: unknown;
  try {
    plain = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    throw refuse("the manifest is no JSON");
  }
  const parsed = schema.safeParse(plain);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw refuse(`the manifest does not fit ${manifestFormat}: ${faults.join("; ")}`);
}

/** Whether a bare signature is of these bytes. */
export function isSignedBy(bytes: Uint8Array, signature: BareSignature): boolean {
  return verify(null, bytes, createPublicKey(signature.publicKey), signature.bytes);
}

function rawSignature(bytes: Buffer): Buffer {
  return bytes.length === 64 ? bytes : Buffer.from(bytes.toString("utf8").trim(), "base64");
}

/** The first bytes of a small file; null when there is none. */
async function readSmall(path: string): Promise<Buffer | null> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    const bytes = Buffer.alloc(mostProofBytes);
    return bytes.subarray(0, (await file.read(bytes, 0, bytes.length, 0)).bytesRead);
  } finally {
    await file.close();
  }
}

function publicKey(path: string, refuse: (why: string, cause?: unknown) => TagwatchError): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(readFileSync(path));
  } catch (cause) {
    throw refuse(`the signature key ${path} cannot be read`, cause);
  }
  if (key.asymmetricKeyType !== "ed25519")
    throw refuse(`the signature key ${path} is ${key.asymmetricKeyType ?? "no key"}: it must be Ed25519`);
  return key;
}
