// The unit's own certificate authority and the certificate of its page, made with openssl.
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname, networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import type { Place } from "./place.js";

const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
/** Tablets refuse certificates that are valid for longer. */
const certificateDays = 820;
const authorityDays = 3_650;
const authorityName = "authority.crt";
/** Characters of a common name (RFC 5280, ub-common-name); openssl refuses longer ones. */
const mostCommonName = 64;

function openssl(...args: readonly string[]): void {
  execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
}

/** Names and addresses by which a browser may reach this machine. */
export function ownNames(): { readonly dns: readonly string[]; readonly ip: readonly string[] } {
  const name = hostname().toLowerCase();
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const ip = addresses
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);
  return { dns: ["localhost", name, `${name.split(".")[0] ?? name}.local`], ip: ["127.0.0.1", ...ip] };
}

/** What a tablet must be given and shown. */
export interface PageCertificate {
  /** File of the authority's certificate, to be copied to each tablet. */
  readonly authorityFile: string;
  /** SHA-256 of it, as a tablet shows it. */
  readonly fingerprint: string;
  readonly names: ReturnType<typeof ownNames>;
}

function makeAuthority(
  place: Place,
  unitName: string,
  files: { readonly key: string; readonly work: string },
): void {
  // Slashes and the like have a meaning in -subj.
  const name = unitName.replace(/[^\w .-]/g, "").slice(0, mostCommonName - "Tagwatch  authority".length);
  const subject = `/O=Tagwatch/CN=Tagwatch ${name} authority`;
  const usage = [
    "-addext",
    "basicConstraints=critical,CA:TRUE,pathlen:0",
    "-addext",
    "keyUsage=critical,keyCertSign",
  ];
  const made = join(files.work, "ca.crt");
  openssl(
    "req",
    "-x509",
    ...curve,
    "-days",
    String(authorityDays),
    "-subj",
    subject,
    ...usage,
    "-keyout",
    files.key,
    "-out",
    made,
  );
  place.putFile(authorityName, readFileSync(made), 0o644);
}

function signCertificate(
  place: Place,
  names: ReturnType<typeof ownNames>,
  files: { readonly key: string; readonly work: string },
): void {
  const at = (name: string): string => join(files.work, name);
  const subject = `/O=Tagwatch/CN=${(names.dns[1] ?? "tagwatch").slice(0, mostCommonName)}`;
  openssl("req", ...curve, "-subj", subject, "-keyout", at("key"), "-out", at("csr"));
  const alternatives = [
    ...names.dns.map((name) => `DNS:${name}`),
    ...names.ip.map((one) => `IP:${one}`),
  ].join(",");
  writeFileSync(
    at("ext"),
    `subjectAltName=${alternatives}\nextendedKeyUsage=serverAuth\nkeyUsage=digitalSignature\nbasicConstraints=CA:FALSE\n`,
  );
  const authority = join(place.dir, authorityName);
  const signer = ["-CA", authority, "-CAkey", files.key, "-CAserial", at("serial"), "-CAcreateserial"];
  const days = ["-days", String(certificateDays), "-extfile", at("ext")];
  openssl("x509", "-req", "-in", at("csr"), ...signer, ...days, "-out", at("crt"));
  place.putSecret("console.key", readFileSync(at("key")));
  place.putFile("console.crt", Buffer.concat([readFileSync(at("crt")), readFileSync(authority)]));
}

/**
 * Makes the authority where there is none, and a new certificate for the page with its key as secret `console.key`. The
 * authority's own key stays in a folder that only root may enter.
 */
export function makeCertificate(place: Place, unitName: string, names = ownNames()): PageCertificate {
  const dir = join(place.dir, "authority");
  place.makeFolder(dir, 0o700);
  const authorityFile = join(place.dir, authorityName);
  const work = mkdtempSync(join(tmpdir(), "tagwatch-setup-"));
  try {
    const files = { key: join(dir, "authority.key"), work };
    if (!existsSync(files.key) || !existsSync(authorityFile)) {
      // The key of an authority whose certificate is lost: openssl would write over it.
      if (existsSync(files.key)) renameSync(files.key, `${files.key}.old`);
      makeAuthority(place, unitName, files);
    }
    signCertificate(place, names, files);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const fingerprint = new X509Certificate(readFileSync(authorityFile)).fingerprint256;
  return { authorityFile, fingerprint, names };
}
