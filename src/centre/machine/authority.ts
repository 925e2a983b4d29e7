// The certificates of the centre, made with openssl: a root whose key can be taken away, and an authority that issues.
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { replaceFile } from "../../shared/platform/durable.js";
import { runTool } from "./tool.js";

/** Files of the authority, below one folder. */
export interface AuthorityFiles {
  readonly rootKey: string;
  readonly root: string;
  readonly issuingKey: string;
  readonly issuing: string;
  /** Root and issuing: what clients and the broker trust. */
  readonly bundle: string;
  /** Revoked certificates: of both authorities, as the broker wants it. */
  readonly crl: string;
}

/** Names of the files in `dir`. */
export function authorityFiles(dir: string): AuthorityFiles {
  const file = (name: string): string => join(dir, name);
  return {
    rootKey: file("root.key"),
    root: file("root.crt"),
    issuingKey: file("issuing.key"),
    issuing: file("issuing.crt"),
    bundle: file("bundle.crt"),
    crl: file("revoked.crl"),
  };
}

const makeKey = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];

/** Makes both authorities in `dir`. `name` is the agency's. */
export async function makeAuthorities(dir: string, name: string): Promise<AuthorityFiles> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const files = authorityFiles(dir);
  for (const key of [files.rootKey, files.issuingKey]) {
    await runTool("openssl", ["genpkey", ...makeKey, "-out", key]);
    chmodSync(key, 0o600);
  }
  const ca = (subject: string, rest: readonly string[]): readonly string[] => [
    ...["x509", "-new", "-subj", `/O=${escaped(name)}/CN=${subject}`, "-sha256"],
    ...["-set_serial", `0x${serial()}`, ...rest],
  ];
  const extensions = await extensionFile(dir, "ca", [
    "basicConstraints=critical,CA:TRUE",
    "keyUsage=critical,keyCertSign,cRLSign",
    "subjectKeyIdentifier=hash",
  ]);
  const publicOf = async (key: string): Promise<string> => {
    const file = `${key}.pub`;
    writeFileSync(file, await runTool("openssl", ["pkey", "-in", key, "-pubout"]));
    return file;
  };
  await runTool("openssl", [
    ...ca("Tagwatch root", ["-force_pubkey", await publicOf(files.rootKey), "-signkey", files.rootKey]),
    ...["-days", "7300", "-extfile", extensions, "-out", files.root],
  ]);
  await runTool("openssl", [
    ...ca("Tagwatch issuing 1", ["-force_pubkey", await publicOf(files.issuingKey)]),
    ...[
      "-CA",
      files.root,
      "-CAkey",
      files.rootKey,
      "-days",
      "1825",
      "-extfile",
      extensions,
      "-out",
      files.issuing,
    ],
  ]);
  for (const extra of [extensions, `${files.rootKey}.pub`, `${files.issuingKey}.pub`]) rmSync(extra);
  writeFileSync(files.bundle, readFileSync(files.issuing, "utf8") + readFileSync(files.root, "utf8"));
  writeFileSync(join(dir, "index.txt"), "");
  writeFileSync(join(dir, "index.txt.attr"), "unique_subject = no\n");
  await writeRevoked(dir);
  return files;
}

const serial = (): string => `4${randomBytes(15).toString("hex")}`;

/** Subjects of openssl part at slashes. */
const escaped = (text: string): string => text.replace(/[\\/+=]/g, " ");

async function extensionFile(dir: string, name: string, lines: readonly string[]): Promise<string> {
  const file = join(dir, `${name}.ext`);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return Promise.resolve(file);
}

/** What a certificate is for. `names` are hosts, as subjectAltName has them. */
export interface CertificateSettings {
  readonly subject: string;
  /** PEM. */
  readonly publicKey: string;
  readonly days: number;
  readonly names?: string;
}

/** Issues a certificate and returns it with the issuing authority's behind it (PEM). */
export async function issueCertificate(dir: string, settings: CertificateSettings): Promise<string> {
  const files = authorityFiles(dir);
  const work = mkdtempSync(join(tmpdir(), "tagwatch-issue-"));
  try {
    writeFileSync(join(work, "public.pem"), settings.publicKey);
    const extensions = await extensionFile(work, "leaf", [
      "basicConstraints=critical,CA:FALSE",
      "keyUsage=critical,digitalSignature",
      `extendedKeyUsage=clientAuth${settings.names === undefined ? "" : ",serverAuth"}`,
      ...(settings.names === undefined ? [] : [`subjectAltName=${settings.names}`]),
    ]);
    const made = await runTool("openssl", [
      ...[
        "x509",
        "-new",
        "-subj",
        `/CN=${escaped(settings.subject)}`,
        "-sha256",
        "-set_serial",
        `0x${serial()}`,
      ],
      ...["-force_pubkey", join(work, "public.pem"), "-CA", files.issuing, "-CAkey", files.issuingKey],
      ...["-days", String(settings.days), "-extfile", extensions],
    ]);
    return made + readFileSync(files.issuing, "utf8");
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Makes a key (PEM, mode 600) and its certificate beside it: `<name>.key`, `<name>.crt`. */
export async function issueWithKey(
  dir: string,
  settings: Omit<CertificateSettings, "publicKey">,
  place: { readonly dir: string; readonly name: string },
): Promise<void> {
  mkdirSync(place.dir, { recursive: true, mode: 0o700 });
  const key = await runTool("openssl", ["genpkey", ...makeKey]);
  const publicKey = await runTool("openssl", ["pkey", "-pubout"], { input: key });
  replaceFile(join(place.dir, `${place.name}.key`), key);
  replaceFile(join(place.dir, `${place.name}.crt`), await issueCertificate(dir, { ...settings, publicKey }));
}

// openssl's own list of what it issued; only what is revoked is written into it.
const caConfig = (dir: string, certificate: string, key: string): string => `[ca]
default_ca = one
[one]
database = ${join(dir, "index.txt")}
certificate = ${certificate}
private_key = ${key}
default_md = sha256
default_crl_days = 3650
`;

/** Writes the list of revoked certificates; `revoke` (PEM) are added to it. */
export async function writeRevoked(dir: string, revoke: readonly string[] = []): Promise<void> {
  const files = authorityFiles(dir);
  const config = join(dir, "ca.conf");
  const lists: string[] = [];
  writeFileSync(config, caConfig(dir, files.issuing, files.issuingKey));
  for (const certificate of revoke) {
    const file = join(dir, "revoke.crt");
    writeFileSync(file, certificate);
    await runTool("openssl", ["ca", "-config", config, "-revoke", file]).catch((error: unknown) => {
      if (!String(error).includes("Already revoked")) throw error;
    });
    rmSync(file);
  }
  lists.push(await runTool("openssl", ["ca", "-config", config, "-gencrl"]));
  // The broker asks for a list of every authority in the chain. The root's key may lie elsewhere; its list stays then.
  const rootList = join(dir, "root.crl");
  if (existsSync(files.rootKey) && !existsSync(rootList)) {
    const empty = join(dir, "root-index.txt");
    writeFileSync(empty, "");
    writeFileSync(config, caConfig(dir, files.root, files.rootKey).replace(join(dir, "index.txt"), empty));
    writeFileSync(rootList, await runTool("openssl", ["ca", "-config", config, "-gencrl"]));
  }
  if (existsSync(rootList)) lists.push(readFileSync(rootList, "utf8"));
  replaceFile(files.crl, lists.join(""));
}
