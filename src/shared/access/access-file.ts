// A file that says who may come in, shared by the command line and the daemon: read again when it was replaced, written
// whole, and refused when it is damaged, gone or readable by others.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type * as z from "zod";
import type { ErrorCode } from "../domain/faults/errors.js";
import { TagwatchError } from "../domain/faults/errors.js";
import { makeFolder, replaceFile } from "../platform/durable.js";

const none = "none";

/** A file with its content remembered until somebody replaces it. */
export interface AccessFile<T> {
  readonly load: () => T;
  readonly save: (content: T) => void;
}

/** What a missing file means: that nobody was added yet, or, where somebody was, that it is gone. */
export type WhenMissing = "nobody" | "gone";

/** Which file it is, and what is said when it is no use. */
export interface AccessFileSettings<T> {
  readonly file: string;
  readonly schema: z.ZodType<T>;
  readonly empty: T;
  readonly isEmpty: (content: T) => boolean;
  readonly code: ErrorCode;
  readonly whenMissing: WhenMissing;
  /** Ends the sentence "FILE is gone: …", and what to do then. */
  readonly gone: readonly [what: string, hint: string];
}

/**
 * Keeps the parsed file and reads it again only when its stamp changed. `load` throws `code` when the file is damaged or
 * may be read by others, or, with `whenMissing` "gone", when a file that had somebody in it is no longer there.
 */
export function openAccessFile<T>(settings: AccessFileSettings<T>): AccessFile<T> {
  const { file, empty } = settings;
  let stamp = "";
  let content = empty;
  return {
    load() {
      const now = fileStamp(file);
      if (now === none && isGone(settings, content)) {
        const [what, hint] = settings.gone;
        throw new TagwatchError(settings.code, `${file} is gone: ${what}`, { hint });
      }
      if (now !== stamp) {
        content = readAccessFile(settings);
        stamp = now;
      }
      return content;
    },
    save(next) {
      writeAccessFile(settings, next);
      content = next;
      stamp = fileStamp(file);
    },
  };
}

/** Whoever adds somebody makes the lock beside the file first, and nothing removes it. */
function isGone<T>({ file, isEmpty, whenMissing }: AccessFileSettings<T>, content: T): boolean {
  return whenMissing === "gone" && (!isEmpty(content) || existsSync(`${file}.lock`));
}

function fileStamp(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${String(stat.ino)} ${String(stat.mtimeMs)} ${String(stat.size)}` : none;
}

/** A missing file means nobody; a damaged one, or one that others may read, throws. */
function readAccessFile<T>({ file, schema, empty, code }: AccessFileSettings<T>): T {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) return empty;
  if (stat.mode & 0o077) {
    throw new TagwatchError(code, `${file} may be read by others`, { hint: `chmod 600 ${file}` });
  }
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new TagwatchError(code, `${file} cannot be read or is damaged`, { cause });
  }
}

/** Replaces the content in one step: a power cut leaves the old file or the new one. Mode 600, owner as the folder's. */
function writeAccessFile<T>({ file, code }: AccessFileSettings<T>, content: T): void {
  const dir = dirname(file);
  makeFolder(dir);
  refuseStranger(dir, code);
  replaceFile(file, `${JSON.stringify(content, null, 2)}\n`);
}

// Only root can give a file away: one that somebody else wrote could not be opened by the daemon, and nobody could come in.
function refuseStranger(dir: string, code: ErrorCode): void {
  const me = process.getuid?.() ?? 0;
  if (me === 0 || statSync(dir).uid === me) return;
  throw new TagwatchError(code, `${dir} belongs to another account: its files are left as they are`, {
    hint: "run the command with sudo, or as the account of the daemon",
  });
}
