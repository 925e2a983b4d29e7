// A certificate authority for drills and tests, made with openssl in a folder that goes away.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Authority {
  readonly ca: Buffer;
  readonly caFile: string;
  /**
   * Signs a certificate for a subject; `days` below 0 makes an expired one. `names` are its hosts, as subjectAltName has
   * them: localhost and 127.0.0.1 when left out.
   */
  issue(subject: string, days?: number, names?: string): Certificate;
}

export interface Certificate {
  readonly certificate: Buffer;
  readonly key: Buffer;
  readonly certificateFile: string;
  readonly keyFile: string;
}

const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

function openssl(...args: readonly string[]): void {
  execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
}

/** Makes an authority in `dir`. */
export function makeAuthority(dir: string, name = "Drill CA"): Authority {
  const caFile = join(dir, "ca.crt");
  const caKey = join(dir, "ca.key");
  openssl("req", "-x509", ...curve, "-days", "30", "-subj", `/CN=${name}`, "-keyout", caKey, "-out", caFile);
  return {
    ca: readFileSync(caFile),
    caFile,
    issue(subject, days = 30, names = "DNS:localhost,IP:127.0.0.1") {
      const file = (end: string): string => join(dir, `${subject}${String(days)}.${end}`);
      openssl(
        "req",
        "-new",
        ...curve,
        "-subj",
        `/CN=${subject}`,
        "-addext",
        `subjectAltName=${names}`,
        "-keyout",
        file("key"),
        "-out",
        file("csr"),
      );
      openssl(
        "x509",
        "-req",
        "-in",
        file("csr"),
        "-CA",
        caFile,
        "-CAkey",
        caKey,
        "-CAcreateserial",
        "-days",
        String(days),
        "-copy_extensions",
        "copy",
        "-out",
        file("crt"),
      );
      return {
        certificate: readFileSync(file("crt")),
        key: readFileSync(file("key")),
        certificateFile: file("crt"),
        keyFile: file("key"),
      };
    },
  };
}
