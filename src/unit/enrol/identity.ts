// The unit's key and certificate: in one file, so that a power cut never leaves a key with another key's certificate.
import { createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { errorText } from "../../shared/domain/error-text.js";
import { makeFolder, replaceFile } from "../../shared/platform/durable.js";
import { readPersisted, writePersisted } from "../../shared/platform/persisted.js";
import type { EnrolAnswer } from "../../shared/protocol/enrolment.js";

/** Files of an enrolled unit, below its state folder. */
export interface IdentityFiles {
  readonly dir: string;
  /** Certificate, then key (PEM, mode 600). */
  readonly identity: string;
  readonly ca: string;
  /** Where to renew. */
  readonly centre: string;
}

const centreSchema = z.object({ centre: z.string(), unit: z.string() });

/** Names of the files. */
export function identityFiles(storeDir: string): IdentityFiles {
  const dir = join(storeDir, "enrolment");
  return {
    dir,
    identity: join(dir, "identity.pem"),
    ca: join(dir, "ca.pem"),
    centre: join(dir, "centre.json"),
  };
}

/** A new key on P-256. */
export function makeUnitKey(): { readonly key: KeyObject; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { key: privateKey, publicKey: publicKey.export({ format: "pem", type: "spki" }).toString() };
}

/** Keeps what the centre answered. Throws where the certificate is not for the key. */
export function keepIdentity(files: IdentityFiles, key: KeyObject, answer: EnrolAnswer): void {
  if (!new X509Certificate(answer.certificate).checkPrivateKey(key))
    throw new Error("the centre answered with a certificate for another key");
  makeFolder(files.dir);
  replaceFile(files.ca, answer.ca);
  writePersisted(files.centre, { centre: answer.centre, unit: answer.unit });
  replaceFile(
    files.identity,
    `${answer.certificate}${key.export({ format: "pem", type: "pkcs8" }).toString()}`,
  );
}

/** What an enrolled unit has: its certificate, its key, and where to renew. */
export interface Identity {
  readonly centre: string;
  readonly unit: string;
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

/**
 * Reads what the unit has. Null when it was never enrolled: none of its files is there.
 * @throws TagwatchError ENROLMENT_DAMAGED where one is missing, unreadable or damaged (then it is set aside)
 */
export function readIdentity(files: IdentityFiles): Identity | null {
  const { identity, ca, centre: centreFile } = files;
  if (![identity, ca, centreFile, `${centreFile}.damaged`].some((file) => existsSync(file))) return null;
  try {
    const pem = readFileSync(identity);
    if (!existsSync(ca)) throw new Error(`${ca} is missing`);
    const own = { certificate: new X509Certificate(pem), key: createPrivateKey(pem) };
    return { ...readCentre(centreFile), ...own };
  } catch (error) {
    if (error instanceof TagwatchError) throw error;
    throw damaged(`${identity}: ${errorText(error)}`, error);
  }
}

function readCentre(file: string): { readonly centre: string; readonly unit: string } {
  let reason = "it is missing";
  const centre = readPersisted(file, centreSchema, (damage) => void ({ reason } = damage));
  if (centre) return centre;
  throw damaged(`${file}, which says where the certificate is renewed: ${reason}`);
}

const damaged = (what: string, cause?: unknown): TagwatchError =>
  new TagwatchError("ENROLMENT_DAMAGED", what, { cause });
