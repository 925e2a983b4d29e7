import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";

/** What the configuration names by reference, read by the caller. */
export interface UploadSecrets {
  readonly password?: Buffer;
  readonly ca?: Buffer;
  readonly certificate?: Buffer;
  readonly key?: Buffer;
}

/** Throws when a file holds no certificate or key. Node takes a file without a certificate for an authority of nobody. */
export function checkSecrets({ ca, certificate, key }: UploadSecrets): void {
  const named = (name: string, check: () => unknown): void => {
    try {
      check();
    } catch (cause) {
      throw new Error(`${name} cannot be used: ${(cause as Error).message}`, { cause });
    }
  };
  if (ca) named("upload.ca", () => new X509Certificate(ca));
  if (certificate) named("upload.certificate", () => new X509Certificate(certificate));
  if (certificate && key) named("upload.key", () => createSecureContext({ cert: certificate, key }));
}

/** Editors end a file with a newline that is no part of the password. */
export function withoutNewline(secret: Buffer): Buffer {
  return Buffer.from(secret.toString("latin1").replace(/\r?\n$/, ""), "latin1");
}
