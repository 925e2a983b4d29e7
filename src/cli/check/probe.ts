// Looks at every file that the configuration names, the way the daemon will: there, readable by it, not by others.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { accessSync, constants, readFileSync, statSync, type Stats } from "node:fs";
import type { CrossFinding } from "../../config/loader.js";
import type { Account, InstalledService } from "./host.js";
import type { NamedFile } from "./named-files.js";

const credentialName = (file: string): string | undefined => /^credential:(.+)$/.exec(file)?.[1];
const isSecret = (named: NamedFile): boolean => named.kind === "secret" || named.kind === "private-key";

/** The first certificate of a PEM text; throws when there is none. */
const certificateIn = (pem: Buffer): X509Certificate => new X509Certificate(pem);

function statOf(path: string): Stats | string {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "does not exist";
    return code === "EACCES" ? "lies in a folder that may not be entered" : String(code);
  }
}

/** Whether the account (or, without one, who runs this) may read the file, by its owner and mode. */
function mayRead(path: string, stat: Stats, account: Account | null): boolean {
  if (account === null || process.getuid?.() !== 0) {
    try {
      accessSync(path, constants.R_OK);
      return true;
    } catch {
      return false;
    }
  }
  if (stat.uid === account.uid) return (stat.mode & 0o400) !== 0;
  if (account.gids.includes(stat.gid)) return (stat.mode & 0o040) !== 0;
  return (stat.mode & 0o004) !== 0;
}

function credentialFinding(name: string, service: InstalledService | null): string | null {
  if (service === null) return null;
  const file = service.credentials.get(name);
  if (file === undefined)
    return `the unit file passes no credential ${name}: systemctl edit tagwatch, then under [Service] LoadCredential=${name}:/etc/tagwatch/${name}`;
  if (file === "" || !file.startsWith("/")) return null;
  const stat = statOf(file);
  return typeof stat === "string"
    ? `the unit file loads credential ${name} from ${file}, which ${stat}`
    : null;
}

/** What is wrong with what the file holds; null when nothing is. */
function contentFinding(named: NamedFile, now: number): string | null {
  if (named.kind === "certificate") {
    const certificate = certificateIn(readFileSync(named.file));
    const until = Date.parse(certificate.validTo);
    return until < now ? `its certificate ended on ${certificate.validTo}` : null;
  }
  if (named.kind === "private-key" && named.path[0] !== "store") createPrivateKey(readFileSync(named.file));
  return null;
}

function fileFinding(named: NamedFile, service: InstalledService | null, now: number): string | null {
  const { file } = named;
  if (isSecret(named) && !file.startsWith("/"))
    return "name a file by its whole path, or credential:NAME; a secret written here could be read by everybody";
  if (service?.hidesHomes && /^\/(home|root|run\/user)(\/|$)/.test(file))
    return `${file} is hidden from the service, which sees no home folders (ProtectHome=); use /etc/tagwatch or /var/lib/tagwatch`;
  const stat = statOf(file);
  if (typeof stat === "string") return `${file} ${stat}`;
  if (named.kind === "folder" && !stat.isDirectory()) return `${file} is not a folder`;
  if (isSecret(named) && (stat.mode & 0o007) !== 0)
    return `${file} can be read by everybody (mode ${(stat.mode & 0o777).toString(8).padStart(4, "0")}): chmod 600 ${file}`;
  const account = service?.account ?? null;
  if (named.kind !== "later" && !mayRead(file, stat, account))
    return `${file} cannot be read by ${account?.name ?? "you"}: chown ${account?.name ?? "its user"} ${file}`;
  try {
    return contentFinding(named, now);
  } catch {
    const what =
      named.kind === "certificate" ? "no PEM certificate" : "no PEM private key without a passphrase";
    return `${file} holds ${what}`;
  }
}

/**
 * What is wrong with each named file. What may come later (a device, another program's file) is a warning.
 * @param now UTC milliseconds, for the ends of certificates
 */
export function probeFiles(
  files: readonly NamedFile[],
  service: InstalledService | null,
  now: number,
): readonly CrossFinding[] {
  return files.flatMap((named) => {
    const credential = credentialName(named.file);
    const text =
      credential === undefined
        ? fileFinding(named, service, now)
        : isSecret(named)
          ? credentialFinding(credential, service)
          : null;
    if (text === null) return [];
    const finding = { path: named.path, text: `${text} (${named.without})` };
    return [named.kind === "later" ? { ...finding, isWarning: true as const } : finding];
  });
}
