// Looks at every file that the configuration names, the way the daemon will: there, readable by it, not by others.
import { existsSync, realpathSync } from "node:fs";
import { basename } from "node:path";
import type { CrossFinding } from "../../../shared/platform/config-loader.js";
import { contentFault, isPair } from "./content.js";
import type { Account, InstalledService } from "./host.js";
import type { FileKind, NamedFile } from "./named-files.js";
import { statOf, mayRead, nearest, mayWrite } from "./access.js";

const credentialName = (file: string): string | undefined => /^credential:(.+)$/.exec(file)?.[1];
const isSecret = ({ kind }: NamedFile): boolean =>
  kind === "secret" || kind === "private-key" || kind === "unit-key";

function credentialFinding(named: NamedFile, name: string, settings: ProbeSettings): string | null {
  const { service, now } = settings;
  if (service === null) return null;
  const file = service.credentials.get(name);
  if (file === undefined)
    return `there is no credential ${name}: tagwatch secret set ${name} (or systemctl edit tagwatch, then under [Service] LoadCredential=${name}:FILE)`;
  if (file === "" || !file.startsWith("/")) return null;
  const stat = statOf(file);
  if (typeof stat === "string") return `the unit file loads credential ${name} from ${file}, which ${stat}`;
  // systemd reads it as root; whoever may not cannot tell.
  return mayRead(file, stat, null) ? contentFault(named.kind, file, now) : null;
}

const mustBeFile: ReadonlySet<FileKind> = new Set<FileKind>([
  "certificate",
  "secret",
  "private-key",
  "unit-key",
  "public-key",
  "plates",
  "map",
]);

interface ProbeSettings {
  readonly service: InstalledService | null;
  readonly now: number;
}

const liesBelow = (file: string, folders: readonly string[]): boolean =>
  folders.some((folder) => file === folder || file.startsWith(`${folder.replace(/\/$/, "")}/`));

/** What the service's sandbox keeps it from, whatever the owner and mode of a file; null when nothing. */
function sandboxFinding({ kind, file }: NamedFile, service: InstalledService): string | null {
  const use = "use /etc/tagwatch or /var/lib/tagwatch";
  if (service.hidesHomes && /^\/(home|root|run\/user)(\/|$)/.test(file))
    return `${file} is hidden from the service, which sees no home folders (ProtectHome=); ${use}`;
  if (service.hidesTmp && /^\/(var\/)?tmp(\/|$)/.test(file))
    return `${file} is hidden from the service, which has a /tmp of its own (PrivateTmp=); ${use}`;
  const { writable } = service;
  if ((kind === "own-folder" || kind === "shared-folder") && writable && !liesBelow(file, writable))
    return `the service may not write to ${file} (ProtectSystem=): systemctl edit tagwatch, then under [Service] ReadWritePaths=${file}`;
  return file.startsWith("/dev/") ? deviceFinding(file, service.devices ?? null) : null;
}

function deviceFinding(file: string, allowed: readonly string[] | null): string | null {
  if (allowed === null || !existsSync(file)) return null;
  // By-id names are links; DeviceAllow= goes by what they point to.
  const name = basename(realpathSync(file)).replace(/\d+$/, "");
  const kind = name === "video" ? "char-video4linux" : `char-${name}`;
  if (allowed.includes(kind) || allowed.includes(realpathSync(file))) return null;
  return `the service may not open ${file} (DevicePolicy=): systemctl edit tagwatch, then under [Service] DeviceAllow=${kind} rw`;
}

/** Who may not, and what to do. Only root can tell what another account may. */
function remedy(path: string, account: Account | null): string {
  if (account === null) return `you: give it to the user that runs the daemon, chown USER ${path}`;
  const own = process.getuid?.();
  if (own === 0 || own === account.uid) return `${account.name}: chown ${account.name} ${path}`;
  return `you; whether ${account.name} may, the same check tells as root`;
}

function folderFinding({ kind, file }: NamedFile, { service }: ProbeSettings): string | null {
  if (liesBelow(file, service?.managed ?? []) && !existsSync(file)) return null;
  const place = kind === "own-folder" ? nearest(file) : file;
  const stat = statOf(place);
  if (typeof stat === "string") return `${file} ${stat}`;
  if (!stat.isDirectory()) return `${place} is not a folder`;
  const account = service?.account ?? null;
  return mayWrite(place, account) ? null : `${place} cannot be written to by ${remedy(place, account)}`;
}

function fileFinding(named: NamedFile, settings: ProbeSettings): string | null {
  const { file } = named;
  const { service, now } = settings;
  if (isSecret(named) && !file.startsWith("/"))
    return "name a file by its whole path, or credential:NAME; a secret written here could be read by everybody";
  const hidden = service && sandboxFinding(named, service);
  if (hidden) return hidden;
  if (named.kind === "own-folder" || named.kind === "shared-folder") return folderFinding(named, settings);
  const stat = statOf(file);
  if (typeof stat === "string") return `${file} ${stat}`;
  if (named.kind === "models" && !stat.isDirectory()) return `${file} is not a folder`;
  if (mustBeFile.has(named.kind) && !stat.isFile()) return `${file} is not a file`;
  if (isSecret(named) && (stat.mode & 0o007) !== 0)
    return `${file} can be read by everybody (mode ${(stat.mode & 0o777).toString(8).padStart(4, "0")}): chmod 600 ${file}`;
  const account = service?.account ?? null;
  if (named.kind !== "later" && !mayRead(file, stat, account))
    return `${file} cannot be read by ${remedy(file, account)}`;
  return contentFault(named.kind, file, now);
}

/** A key beside a certificate that it does not belong to. */
function pairFindings(files: readonly NamedFile[]): readonly CrossFinding[] {
  return files.flatMap((key) => {
    if (key.path.at(-1) !== "key" || key.kind !== "private-key") return [];
    const beside = [...key.path.slice(0, -1), "certificate"].join();
    const certificate = files.find(({ path }) => path.join() === beside);
    if (!certificate || isPair(certificate.file, key.file)) return [];
    return [{ path: key.path, text: `${key.file} is not the key of ${certificate.file} (${key.without})` }];
  });
}

/**
 * What is wrong with each named file. What may come later (a device, another program's file) is a warning, and so is a
 * folder where no service is installed: there the daemon runs as somebody else.
 * @param now UTC milliseconds, for the ends of certificates
 */
export function probeFiles(
  files: readonly NamedFile[],
  service: InstalledService | null,
  now: number,
): readonly CrossFinding[] {
  const context = { service, now };
  const found = files.flatMap((named) => {
    const credential = credentialName(named.file);
    const text =
      credential === undefined
        ? fileFinding(named, context)
        : isSecret(named)
          ? credentialFinding(named, credential, context)
          : null;
    if (text === null) return [];
    const finding = { path: named.path, text: `${text} (${named.without})` };
    const isWarning = named.kind === "later" || (named.kind === "own-folder" && service === null);
    return [isWarning ? { ...finding, isWarning: true as const } : finding];
  });
  return [...found, ...pairFindings(files)];
}
