// One log line as the journal keeps it: a sentence for people, and fields for programs.
import type { Fields } from "../../domain/ports.js";

/** A line before it is written; `priority` as syslog counts (3 error, 4 warning, 6 information, 7 debug). */
export interface JournalLine {
  readonly priority: number;
  readonly text: string;
  /** Names as the journal has them. Empty: the sentence says it all. */
  readonly fields: Readonly<Record<string, string>>;
  /** Lines of one cause have the same: of them one a second is written. */
  readonly cause: string;
}

/** Kinds of lines that programs look for, by MESSAGE_ID (docs/operator/health.md). */
const messageIds: Readonly<Record<string, string>> = {
  fault: "86b23c755dc44d2fa95409a786344b74",
  "fault cleared": "07d6b88c51d74c67b11f99e79b4905ca",
  "ready: a plate could be read now": "8f73ac866e854cd29a03a869b8c09c7d",
  "ready, but no plate could be read now": "37c23c8a1b5749b2b1d5607c348a49e5",
};

const shown = (value: Fields[string]): string => {
  const text = String(value);
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
};

function spanText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${String(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120
    ? `${String(minutes)} min`
    : `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}

// Words of a camera or a list may hold anything, also what moves a terminal's cursor.
// oxlint-disable-next-line no-control-regex
const withoutControls = (text: string): string => text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, "?");

function sentence(message: string, fields: Fields): string {
  const { part, camera, code, subject, reason, hint, lastedMs, ...rest } = fields;
  if (message === "fault" && code !== undefined)
    return `${String(code)} ${String(subject)}: ${String(reason)}. What to do: ${String(hint)}`;
  if (message === "fault cleared" && code !== undefined)
    return `${String(code)} ${String(subject)} is over after ${spanText(Number(lastedMs))}`;
  const where =
    camera !== undefined ? `camera ${String(camera)}: ` : part !== undefined ? `${String(part)}: ` : "";
  const others = { code, subject, hint, lastedMs, ...rest };
  const pairs = Object.entries(others).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${shown(value)}`],
  );
  return `${where}${message}${reason === undefined ? "" : `: ${String(reason)}`}${pairs.length > 0 ? ` (${pairs.join(" ")})` : ""}`;
}

/** Writes a line out of a text and its fields; `clean` takes secrets out of both. */
export function journalLine(
  priority: number,
  message: string,
  given: Fields,
  clean: (text: string) => string,
): JournalLine {
  const { code, subject, camera, part } = given;
  const isOfCamera = typeof code === "string" && code.startsWith("CAMERA_");
  const named = {
    MESSAGE_ID: messageIds[message],
    CODE: code,
    SUBJECT: subject,
    CAMERA: camera ?? (isOfCamera ? subject : undefined),
    PART: part,
  };
  const { MESSAGE_ID, CODE, CAMERA } = named;
  const isNamed = MESSAGE_ID !== undefined || CODE !== undefined || CAMERA !== undefined;
  const fields = Object.entries(named).flatMap(([name, value]) =>
    isNamed && value !== undefined && value !== null
      ? [[name, withoutControls(clean(String(value)))] as const]
      : [],
  );
  const { source, list, channel } = given;
  return {
    priority,
    text: withoutControls(clean(sentence(message, given))),
    fields: Object.fromEntries(fields),
    cause: [message, code, subject, camera, part, source, list, channel].join("\0"),
  };
}
