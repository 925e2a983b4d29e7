// The unit's key and certificate: in one file, so that a power cut never leaves a key with another key's certificate.
import { createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { makeFolder, replaceFile } from "../../shared/platform/durable.js";
import { readPersisted, writePersisted, type TellDamage } from "../../shared/platform/persisted.js";
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

/** What the unit has: its certificate, its key, and where to renew. Null when it was never enrolled. */
export function readIdentity(files: IdentityFiles, tell: TellDamage) {
  if (!existsSync(files.identity)) return null;
  const centre = readPersisted(files.centre, centreSchema, tell);
  const pem = readFileSync(files.identity);
  return centre && { ...centre, certificate: new X509Certificate(pem), key: createPrivateKey(pem) };
}
