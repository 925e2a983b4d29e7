import { existsSync, readFileSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { TagwatchError } from "../domain/faults/errors.js";
import { redactorOf, type Redact } from "../domain/redact.js";

// Where tagwatch.service loads its credentials from: single ones, and the whole folder that `tagwatch secret` writes to.
const credentialFiles = "/etc/tagwatch";

/** Folder whose files the unit passes as credentials, each by its name. */
export const secretsFolder = "/etc/tagwatch/secrets";

/** systemd puts the ID of `LoadCredential=secrets:FOLDER` before the names of the files in it (systemd.exec(5)). */
const folderPrefix = "secrets_";

/** What systemd passed to the service, while that runs: of a key that is sealed, all that can be read. Root may. */
const passedToService = "/run/credentials/tagwatch.service";

const nameIn = (reference: string): string | undefined => /^credential:(.+)$/.exec(reference)?.[1];

/** Where what `credential:NAME` stands for is kept: where systemd passed it to this process, else where the unit loads it from. */
export function keptSecretPath(reference: string): string {
  const name = nameIn(reference);
  if (name === undefined) return reference;
  const passed = process.env["CREDENTIALS_DIRECTORY"];
  const [own, fromFolder] = passed
    ? [join(passed, name), join(passed, folderPrefix + name)]
    : [join(credentialFiles, name), join(secretsFolder, name)];
  return !existsSync(own) && existsSync(fromFolder) ? fromFolder : own;
}

/**
 * Resolves `credential:NAME` to the file systemd made of LoadCredential=NAME, or of a file in `secretsFolder`; for a command
 * typed by hand, to the file the unit loads it from, or where there is none (it is sealed) to what the service was passed.
 * Other references are paths already.
 */
export function secretPath(reference: string, running = passedToService): string {
  const kept = keptSecretPath(reference);
  const name = nameIn(reference);
  if (name === undefined || process.env["CREDENTIALS_DIRECTORY"] || existsSync(kept)) return kept;
  return (
    [name, folderPrefix + name].map((one) => join(running, one)).find((file) => existsSync(file)) ?? kept
  );
}

// What was read as a secret in this process; words that leave it are searched for these. Keys are bytes, not words.
const known = new Set<string>();
const longestWord = 512;
let redactKnown: Redact = (text) => text;

function remember(bytes: Buffer): void {
  const text = bytes.length > longestWord ? "" : bytes.toString("utf8").trim();
  if (text === "" || text.includes("\ufffd") || known.has(text)) return;
  known.add(text);
  redactKnown = redactorOf(known);
}

/** Takes every secret this process has read, in whatever form, out of words for a log, a fault or a page. */
export function withoutSecrets(text: string): string {
  return redactKnown(text);
}

/** What to run where a file belongs to somebody else, most often to root after `sudo`; null for other errors. */
export function deniedHint(error: unknown): string | null {
  const { code, path } = error as NodeJS.ErrnoException;
  return (code === "EACCES" || code === "EPERM") && path !== undefined
    ? `run: sudo chown ${userInfo().username} ${path}`
    : null;
}

/**
 * Reads a secret (a file path or `credential:NAME`). Throws CONFIG_INVALID when it is missing or readable by others.
 * @returns the bytes as stored, without a change
 */
export function readSecret(reference: string): Buffer {
  const path = secretPath(reference);
  try {
    const mode = statSync(path).mode & 0o777;
    if (mode & 0o007) {
      throw new TagwatchError(
        "CONFIG_INVALID",
        `secret ${path} can be read by everybody (mode ${mode.toString(8).padStart(4, "0")})`,
        {
          hint: `chmod 600 ${path}`,
        },
      );
    }
    const bytes = readFileSync(path);
    remember(bytes);
    return bytes;
  } catch (cause) {
    if (cause instanceof TagwatchError) throw cause;
    const denied = deniedHint(cause);
    throw new TagwatchError(
      "CONFIG_INVALID",
      `secret ${path} cannot be read${denied ? " by this user" : ""}`,
      {
        cause,
        hint:
          denied && existsSync(path)
            ? denied
            : reference.startsWith("credential:")
              ? hintFor(reference.slice("credential:".length), path)
              : "check the path and its owner",
      },
    );
  }
}

const hintFor = (name: string, path: string): string =>
  existsSync(`${path}.cred`)
    ? "it is sealed for the service: start that first (systemctl start tagwatch), and be root"
    : `run: tagwatch secret set ${name} (then: systemctl restart tagwatch)`;

/** A key of 32 raw bytes or 64 hexadecimal digits; null where it is none. */
function keyIn(bytes: Buffer): Buffer | null {
  if (bytes.length === 32) return bytes;
  const hex = bytes.toString("latin1").trim();
  return /^[0-9a-f]{64}$/i.test(hex) ? Buffer.from(hex, "hex") : null;
}

/** Whether this is what `readKey` takes. */
export const isUnitKey = (content: string | Uint8Array): boolean => keyIn(Buffer.from(content)) !== null;

/** A 32-byte key from a file of 32 raw bytes or 64 hexadecimal digits. Throws CONFIG_INVALID otherwise. */
export function readKey(reference: string): Buffer {
  const bytes = readSecret(reference);
  const key = keyIn(bytes);
  if (key !== null) return key;
  throw new TagwatchError(
    "CONFIG_INVALID",
    `key ${secretPath(reference)} has ${String(bytes.length)} bytes`,
    {
      hint: "a key is 32 random bytes: openssl rand -out unit.key 32",
    },
  );
}

/** A one-line secret such as a password: UTF-8, without the newline at its end. */
export function readPassword(reference: string): string {
  return readSecret(reference)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}
