// What `tagwatch check` needs to know of the machine: who the service runs as, and what its unit file passes on.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** The account the daemon runs as; checks made as root are made for it. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gids: readonly number[];
}

/** The installed service: null where there is none, as on an engineer's desk. */
export interface InstalledService {
  readonly account: Account | null;
  /** Names of LoadCredential=, with their source files; of encrypted ones (systemd-creds), with an empty text. */
  readonly credentials: ReadonlyMap<string, string>;
  /** ProtectHome= hides /home, /root and /run/user from it. */
  readonly hidesHomes: boolean;
  /** PrivateTmp= gives it a /tmp and /var/tmp of its own. */
  readonly hidesTmp?: boolean;
  /** Folders that systemd makes for it when it starts. */
  readonly managed?: readonly string[];
  /** Folders it may write below; null: wherever its account may (no ProtectSystem=strict). */
  readonly writable?: readonly string[] | null;
  /** DeviceAllow= names, such as `char-ttyUSB`; null: all devices. */
  readonly devices?: readonly string[] | null;
}

const unitFolders = ["etc/systemd/system", "run/systemd/system", "usr/lib/systemd/system"];
const serviceName = "tagwatch.service";

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");

/** The unit file and its drop-ins, the way systemd reads them (systemd.unit(5)): the first folder wins, drop-ins add. */
function unitText(root: string): string | null {
  const folder = unitFolders.find((dir) => existsSync(join(root, dir, serviceName)));
  if (folder === undefined) return null;
  const dropIns = unitFolders.flatMap((dir) => {
    const place = join(root, dir, `${serviceName}.d`);
    if (!existsSync(place)) return [];
    const names = readdirSync(place).filter((name) => name.endsWith(".conf"));
    return names.sort().map((name) => textOf(join(place, name)));
  });
  return [textOf(join(root, folder, serviceName)), ...dropIns].join("\n");
}

/** `LoadCredential=ID:FOLDER` passes every file of the folder; `credential:NAME` finds them by their own names. */
function filesOf(root: string, folder: string): readonly string[] {
  const place = join(root, folder);
  if (!folder.startsWith("/") || !statSync(place, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(place);
}

function credentialsOf(text: string, root: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, key = "", value = ""] of text.matchAll(
    /^\s*((?:Load|Set)CredentialEncrypted|LoadCredential)\s*=(.*)$/gm,
  )) {
    const [name = "", ...file] = value.trim().split(":");
    // An empty assignment forgets those before it.
    if (name === "") found.clear();
    else found.set(name, key === "LoadCredential" ? file.join(":") : "");
    for (const one of key === "LoadCredential" ? filesOf(root, file.join(":")) : [])
      if (!found.has(one)) found.set(one, `${file.join(":")}/${one}`);
  }
  return found;
}

function accountNamed(root: string, name: string): Account | null {
  const lines = (file: string) =>
    textOf(join(root, file))
      .split("\n")
      .map((line) => line.split(":"));
  const user = lines("etc/passwd").find((fields) => fields[0] === name);
  if (!user) return null;
  const extra = lines("etc/group").filter((fields) => (fields[3] ?? "").split(",").includes(name));
  return { name, uid: Number(user[2]), gids: [Number(user[3]), ...extra.map((fields) => Number(fields[2]))] };
}

/** Folders that systemd makes for the service when it starts. */
function managed(words: (key: string) => readonly string[]): readonly string[] {
  const below = (key: string, root: string) =>
    words(key)
      .filter((name) => name !== "")
      .map((name) => `${root}/${name}`);
  return [...below("StateDirectory", "/var/lib"), ...below("RuntimeDirectory", "/run")];
}

/** What stays writable under ProtectSystem=strict (systemd.exec(5)). */
function writableBelow(words: (key: string) => readonly string[]): readonly string[] {
  const named = words("ReadWritePaths").map((path) => path.replace(/^[-+]+/, ""));
  return [...managed(words), ...named].filter((path) => path.startsWith("/"));
}

/** Looks the installed service up below `root` (`/` on a unit). */
export function installedService(root = "/"): InstalledService | null {
  const text = unitText(root);
  if (text === null) return null;
  const all = (key: string): readonly string[] =>
    [...text.matchAll(new RegExp(`^\\s*${key}\\s*=(.*)$`, "gm"))].map((found) => found[1]?.trim() ?? "");
  const last = (key: string): string => all(key).at(-1) ?? "";
  const words = (key: string): readonly string[] => all(key).flatMap((line) => line.split(/\s+/));
  const isOn = (key: string): boolean => /^(yes|true|1|on)$/i.test(last(key));
  return {
    account: accountNamed(root, last("User")),
    credentials: credentialsOf(text, root),
    hidesHomes: /^(yes|true|1|on|tmpfs)$/i.test(last("ProtectHome")),
    hidesTmp: isOn("PrivateTmp"),
    managed: managed(words),
    writable: last("ProtectSystem") === "strict" ? writableBelow(words) : null,
    devices: /^(closed|strict)$/.test(last("DevicePolicy")) ? words("DeviceAllow") : null,
  };
}
