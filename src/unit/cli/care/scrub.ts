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
export function knownSecrets(config: Config | null, folders = [secretsFolder]): readonly string[] {
  const named =
    config === null
      ? []
      : namedFiles(config).filter(
          ({ kind }) => kind === "secret" || kind === "private-key" || kind === "unit-key",
        );
  return [...named.map(({ file }) => secretPath(file)), ...folders.flatMap(filesIn)].flatMap(secretIn);
}

/** Words that look like plates and are none: codecs, sizes, protocols, makes of chips. */
const noPlates =
  /^(?:H26[45]|\d+X\d+|MP[34]|YUV\w*|I?PV[46]|V4L2?|[123]D|TLS\w*|SHA\d*|MD5|UTF\d*|X?86\w*|AMD64|ARM64|AARCH64|CP210X|CH34\d|FT23\w*|USB\d*|TTY\w*|RFC\d+|ED25519|MQTT\d*)$/i;

/** Words before a number that say that it is none of a plate. */
const numbered = "(?:HTTP|RTSP|GPS|UTC|PID|TLS|RFC|MQTT|EXIT|CODE|LINE|PORT|UID|GID)";
const beforeNumbers = new RegExp(`^${numbered}$`);

/** Words after a number that say what it counts. */
const units =
  "(?:[mu]?s|min|h|d|[kMGT]?i?B|bytes|px|fps|Hz|MHz|%|days?|hours?|minutes?|seconds?|entries|rows|reads|hits|records|lines?|files|times|pictures?|messages?|frames?|of|in all)";

/**
 * A plate may be any word of capitals and digits, so all such words go, short and long ones, in two parts too (`ABC 1234`,
 * `12-AB`), and what stands under a key that holds plates or after a word that one follows. Numbers go where nothing says
 * what they count. Words of letters alone (vanity plates) go only under such a key or after such a word; no line of ours
 * holds one elsewhere.
 */
export function withoutPlates(text: string): string {
  return text
    .replace(/("?\bplates?"?\s*[:=]\s*)(\[[^\]]*\]|"[^"]*"|[^\s,}]+)/gi, "$1***")
    .replace(
      /\b((?:[Pp]late|PLATE|[Rr]ead|READ|[Hh]it|HIT|[Aa]lert|ALERT)(?: of| on)? ["']?)[A-Z0-9]{1,12}(?!\w)/g,
      "$1***",
    )
    .replace(/("(?:text|read|raw)"\s*:\s*")[A-Z0-9 -]{1,12}"/g, '$1***"')
    .replace(/(?<![\w./:@-])([A-Z]{1,4})[ -](\d{2,5})(?![\w:@]|[.-]\d)/g, (all, word: string) =>
      beforeNumbers.test(word) ? all : "***",
    )
    .replace(/(?<![\w./:@-])\d{1,4}[ -][A-Z]{2,4}(?![\w@])/g, "***")
    .replace(/(?<![\w./@-])(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{2,12}(?![\w/@])/g, (word) =>
      noPlates.test(word) ? word : "***",
    );
}

/** Numbers that nothing says the meaning of, as a plate of digits alone would stand in a line of the journal. */
export function withoutNumbers(text: string): string {
  const alone = new RegExp(
    `(?<![\\w./:=@+-]|\\b${numbered} |^\\s*(?:- )?"?[\\w.]+"?: )\\d{2,12}(?!\\]?:|[\\w@-]|\\.\\d|\\s*${units}(?!\\w))`,
    "gm",
  );
  return text.replace(alone, "***");
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
