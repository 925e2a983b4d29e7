// The folder of a configuration, and files in it that the service can read and others cannot.
import { chmodSync, chownSync, existsSync, linkSync, mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { flush, replaceFor } from "../../../shared/platform/durable.js";
import { secretsFolder } from "../../../shared/platform/secret.js";
import { installedService, type Account } from "../check/host.js";

/** Where `setup` and `secret` write. */
export interface Place {
  /** Folder of the configuration. */
  readonly dir: string;
  /** How the configuration names a secret. */
  reference(name: string): string;
  secretFile(name: string): string;
  /** Replaces a secret: readable by the service alone. */
  putSecret(name: string, content: string | Uint8Array): string;
  /** Replaces a file that the service may read and others may not. */
  putFile(name: string, content: string | Uint8Array, mode?: number): string;
  makeFolder(path: string, mode: number): void;
}

/** The secret that opens the evidence. */
export const unitKeyName = "unit.key";

/** Where `setup` keeps what it replaced, below the folder of the configuration: not among what the service is passed. */
export const replacedFolder = "replaced";

/** The same place, but what is replaced is kept; `tell` hears where. */
export function keepingReplaced(place: Place, tell: (line: string) => void, stamp: string): Place {
  function keep(file: string, content: string | Uint8Array): void {
    if (!existsSync(file) || readFileSync(file).equals(Buffer.from(content))) return;
    const folder = join(place.dir, replacedFolder);
    place.makeFolder(folder, 0o700);
    const kept = join(folder, `${basename(file)}.${stamp}`);
    linkSync(file, kept);
    flush(folder);
    tell(`The old ${basename(file)} is kept in ${kept}`);
  }
  return {
    ...place,
    putSecret(name, content) {
      keep(place.secretFile(name), content);
      return place.putSecret(name, content);
    },
    putFile(name, content, mode) {
      keep(join(place.dir, name), content);
      return place.putFile(name, content, mode);
    },
  };
}

const secretNames = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** The folder of a configuration file. On a unit secrets come as credentials, elsewhere by their paths. */
export function placeOf(
  configFile: string,
  account: Account | null = installedService()?.account ?? null,
): Place {
  const dir = dirname(configFile);
  const isUnit = dir === dirname(secretsFolder);
  const isRoot = process.getuid?.() === 0;
  const secretFile = (name: string): string => {
    if (!secretNames.test(name))
      throw new TagwatchError("USAGE", `"${name}" is no name of a secret`, {
        hint: "letters, digits, dot, dash and underscore, for example mqtt.password",
      });
    // The unit file passes it from here.
    return name === unitKeyName ? join(dir, name) : join(dir, "secrets", name);
  };
  const makeFolder = (path: string, mode: number): void => {
    if (existsSync(path)) return;
    mkdirSync(path, { recursive: true });
    chmodSync(path, mode);
    if (isRoot && account) chownSync(path, 0, account.gids[0] ?? 0);
  };
  const put = (path: string, content: string | Uint8Array, mode: number, uid: number | null): string => {
    replaceFor(path, content, { mode, uid: uid ?? 0, gid: account?.gids[0] ?? 0 });
    return path;
  };
  return {
    dir,
    reference: (name) => (isUnit ? `credential:${name}` : secretFile(name)),
    secretFile,
    putSecret(name, content) {
      const file = secretFile(name);
      makeFolder(dir, 0o750);
      makeFolder(dirname(file), 0o750);
      return put(file, content, 0o600, account?.uid ?? null);
    },
    putFile(name, content, mode = 0o640) {
      makeFolder(dir, 0o750);
      return put(join(dir, name), content, mode, null);
    },
    makeFolder,
  };
}

/** A file of /etc that may not be written, in words that say what to do. */
export function asRootHint(error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== "EACCES" && code !== "EPERM") return error;
  return new TagwatchError(
    "USAGE",
    `${path ?? "the folder of the configuration"} may not be written by you`,
    { hint: "run it as root: sudo tagwatch …" },
  );
}
