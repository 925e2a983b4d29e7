// Whether a file holds what the configuration takes it for.
import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { loadConfusions } from "../../config/plates.js";
import { checkMapFile } from "../../console/map/file.js";
import { loadModelFiles } from "../../vision/plates/manifest.js";
import type { FileKind } from "./named-files.js";
import { errorText } from "../../../shared/domain/error-text.js";
import { isUnitKey } from "../../../shared/platform/secret.js";

type Check = (file: string, now: number) => string | null;

/** The first certificate of a PEM text; throws when there is none. */
const certificateIn = (file: string): X509Certificate => new X509Certificate(readFileSync(file));

function toldBy(load: (file: string) => unknown): Check {
  return (file) => {
    try {
      load(file);
      return null;
    } catch (error) {
      return errorText(error);
    }
  };
}

function orElse(text: string, check: Check): Check {
  return (file, now) => {
    try {
      return check(file, now);
    } catch {
      return `${file} holds ${text}`;
    }
  };
}

const certificate: Check = (file, now) => {
  const { validTo } = certificateIn(file);
  return Date.parse(validTo) < now ? `its certificate ended on ${validTo}` : null;
};

const publicKey: Check = (file) => {
  const type = createPublicKey(readFileSync(file)).asymmetricKeyType ?? "";
  return type === "ed25519" ? null : `${file} holds a key of the kind ${type}, not Ed25519`;
};

/** As `readKey` reads it. */
const unitKey: Check = (file) => {
  const bytes = readFileSync(file);
  if (isUnitKey(bytes)) return null;
  return `${file} has ${String(bytes.length)} bytes: a key is 32 random bytes, openssl rand -out ${file} 32`;
};

const checks: Readonly<Partial<Record<FileKind, Check>>> = {
  certificate: orElse("no PEM certificate", certificate),
  "private-key": orElse("no PEM private key without a passphrase", (file) => {
    createPrivateKey(readFileSync(file));
    return null;
  }),
  "public-key": orElse("no PEM public key", publicKey),
  "unit-key": unitKey,
  secret: (file) => (readFileSync(file, "utf8").trim() === "" ? `${file} is empty` : null),
  plates: toldBy(loadConfusions),
  map: toldBy(checkMapFile),
  models: toldBy(loadModelFiles),
};

/**
 * What is wrong with what a file holds, in words; null when nothing is. Throws when it cannot be read.
 * @param now UTC milliseconds, for the ends of certificates
 */
export function contentFault(kind: FileKind, file: string, now: number): string | null {
  return checks[kind]?.(file, now) ?? null;
}

/** Whether a private key belongs to a certificate; true where one of them is none, which is a finding of its own. */
export function isPair(certificateFile: string, keyFile: string): boolean {
  try {
    return certificateIn(certificateFile).checkPrivateKey(createPrivateKey(readFileSync(keyFile)));
  } catch {
    return true;
  }
}
