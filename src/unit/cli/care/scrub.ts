// Takes plates and secrets out of what leaves a unit in a support bundle.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { redactorOf, type Redact } from "../../../shared/domain/redact.js";
import type { Config } from "../../config/schema.js";
import { secretPath, secretsFolder } from "../../../shared/platform/secret.js";
import { namedFiles } from "../check/named-files.js";

const longestSecret = 4_096;

function secretIn(path: string): readonly string[] {
  try {
    if (statSync(path).size > longestSecret) return [];
    const text = readFileSync(path, "utf8").trim();
    return text === "" || text.includes("\ufffd") ? [] : [text];
  } catch {
    return [];
  }
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Every secret that can be read here: those that the configuration names, and those that were set. */
export function knownSecrets(config: Config | null, folder = secretsFolder): readonly string[] {
  const named =
    config === null
      ? []
      : namedFiles(config).filter(
          ({ kind }) => kind === "secret" || kind === "private-key" || kind === "unit-key",
        );
  return [...named.map(({ file }) => secretPath(file)), ...filesIn(folder)].flatMap(secretIn);
}

/** Words that look like plates and are none: codecs, sizes, protocols, makes of chips. */
const noPlates =
  /^(?:H26[45]|\d+X\d+|MP[34]|YUV\w*|I?PV[46]|TLS\w*|SHA\d*|MD5|UTF\d*|X?86\w*|AMD64|ARM64|AARCH64|CP210X|CH34\d|FT23\w*|USB\d*|TTY\w*|RFC\d+|ED25519|MQTT\d*)$/i;

/**
 * A plate may be any word of capitals and digits, so all such words go: five to eight characters with a digit and a letter,
 * and what stands under a key that holds plates. Words of letters alone (vanity plates) go only under such a key; no line of
 * ours holds one elsewhere.
 */
export function withoutPlates(text: string): string {
  return text
    .replace(/("?\bplates?"?\s*[:=]\s*)("[^"]*"|[^\s,}]+)/gi, "$1***")
    .replace(/("(?:text|read|raw)"\s*:\s*")[A-Z0-9 ]{1,10}"/g, '$1***"')
    .replace(/(?<![\w./@-])(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{5,8}(?![\w/@])/g, (word) =>
      noPlates.test(word) ? word : "***",
    );
}

/** User, password, token or key in an address. */
export function withoutAddressSecrets(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/]*@/gi, "$1***@")
    .replace(/([?&](?:pass\w*|pwd|token|secret|key|auth\w*|user\w*)=)[^&\s"']+/gi, "$1***");
}

/** All of it, for one unit. */
export function scrubberOf(secrets: readonly string[]): Redact {
  const known = redactorOf(secrets);
  return (text) => withoutPlates(withoutAddressSecrets(known(text)));
}
