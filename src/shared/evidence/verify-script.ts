import { readFileSync } from "node:fs";

/** Who signs packages. */
export type PackageSigner = "unit" | "centre";

/**
 * The script of a package: what every package is asked, then what `own` asks of this kind. `signer` is who signed it, as the
 * script's answers call it.
 */
export function verifyScript(signer: PackageSigner, own: URL): Buffer {
  const begin = readFileSync(new URL("./package/verify-begin.sh", import.meta.url));
  return Buffer.concat([Buffer.from(`#!/bin/sh\nsigner=${signer}\n`), begin, readFileSync(own)]);
}
