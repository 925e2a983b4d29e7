import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import { roles } from "../domain/closed-sets.js";
import { TagwatchError } from "../domain/faults/errors.js";
import { makeFolder, replaceFile } from "../platform/durable.js";

const userSchema = z.strictObject({
  name: z.string(),
  role: z.enum(roles),
  hash: z.string(),
  disabled: z.boolean(),
  lockedAt: z.number().nullable(),
  createdAt: z.number(),
  passwordAt: z.number(),
  /** The sealed secret of the authenticator app, and the steps whose codes were used, newest first. */
  secondFactor: z.strictObject({ sealed: z.string(), steps: z.array(z.number()) }).optional(),
});

const changeSchema = z.strictObject({
  at: z.number(),
  actor: z.string(),
  event: z.enum([
    "user.add",
    "user.disable",
    "user.enable",
    "user.password",
    "user.unlock",
    "user.role",
    "user.remove",
    "user.second-factor",
    "user.second-factor-reset",
  ]),
  user: z.string(),
});

const usersSchema = z.strictObject({
  version: z.literal(1),
  users: z.array(userSchema),
  /** Changes made by the command line that the daemon has not yet written to its audit trail. */
  changes: z.array(changeSchema),
});

/** A person who may sign in. */
export type User = Readonly<z.output<typeof userSchema>>;
/** A change made by the command line. */
export type UserChange = Readonly<z.output<typeof changeSchema>>;
/** What the file of users holds. */
export interface UsersContent {
  readonly version: 1;
  readonly users: readonly User[];
  readonly changes: readonly UserChange[];
}

/** Parses users.json; throws on any deviation. */
function parseUsersFile(json: string): UsersContent {
  return usersSchema.parse(JSON.parse(json));
}

const empty: UsersContent = { version: 1, users: [], changes: [] };

const none = "none";

/** A file of users with its content remembered until somebody replaces the file. */
export interface UsersFile {
  readonly load: () => UsersContent;
  readonly save: (content: UsersContent) => void;
}

/** What a missing file means: that nobody was added yet, or, where somebody was, that it is gone (USERS_FILE). */
export type WhenMissing = "nobody" | "gone";

/**
 * Keeps the parsed file and reads it again only when its stamp changed. `load` throws USERS_FILE when the file is
 * damaged or may be read by others, or, with `whenMissing` "gone", when a file that had people in it is no longer
 * there.
 */
export function openUsersFile(file: string, whenMissing: WhenMissing): UsersFile {
  let stamp = "";
  let content = empty;
  return {
    load() {
      const now = fileStamp(file);
      // Whoever adds a person makes the lock beside the file first, and nothing removes it.
      const wasThere = content.users.length > 0 || existsSync(`${file}.lock`);
      if (now === none && whenMissing === "gone" && wasThere) {
        throw new TagwatchError("USERS_FILE", `${file} is gone: nobody can sign in`, {
          hint: "put a copy back, or add the people again: tagwatch user add NAME --role ROLE",
        });
      }
      if (now !== stamp) {
        content = readUsersFile(file);
        stamp = now;
      }
      return content;
    },
    save(next) {
      writeUsersFile(file, next);
      content = next;
      stamp = fileStamp(file);
    },
  };
}

function fileStamp(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${String(stat.ino)} ${String(stat.mtimeMs)} ${String(stat.size)}` : none;
}

/** Reads the users. A missing file means nobody; a damaged one, or one that others may read, throws USERS_FILE. */
function readUsersFile(file: string): UsersContent {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) return empty;
  if (stat.mode & 0o077) {
    throw new TagwatchError("USERS_FILE", `${file} may be read by others`, { hint: `chmod 600 ${file}` });
  }
  try {
    return parseUsersFile(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new TagwatchError("USERS_FILE", `${file} cannot be read or is damaged`, { cause });
  }
}

/** Replaces the users in one step: a power cut leaves the old file or the new one. Mode 600, owner as the folder's. */
function writeUsersFile(file: string, content: UsersContent): void {
  const dir = dirname(file);
  makeFolder(dir);
  refuseStranger(dir);
  replaceFile(file, `${JSON.stringify(content, null, 2)}\n`);
}

// Only root can give a file away: one that somebody else wrote could not be opened by the daemon, and nobody could sign in.
function refuseStranger(dir: string): void {
  const me = process.getuid?.() ?? 0;
  if (me === 0 || statSync(dir).uid === me) return;
  throw new TagwatchError("USERS_FILE", `${dir} belongs to another account: the users are left as they are`, {
    hint: "run the command with sudo, or as the account of the daemon",
  });
}
