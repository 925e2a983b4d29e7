// What a newer version added to the file is kept and passed over here: a version that was taken back must let people in. A field
// that an older version must not pass over needs another `version`.
import * as z from "zod";
import { roles } from "../domain/closed-sets.js";
import { openAccessFile, type AccessFile, type WhenMissing } from "./access-file.js";

const userFields = {
  name: z.string(),
  role: z.enum(roles),
  hash: z.string(),
  disabled: z.boolean(),
  lockedAt: z.number().nullable(),
  createdAt: z.number(),
  passwordAt: z.number(),
  /** The sealed secret of the authenticator app, and the steps whose codes were used, newest first. */
  secondFactor: z.looseObject({ sealed: z.string(), steps: z.array(z.number()) }).optional(),
};

const changeFields = {
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
};

const usersSchema = z.looseObject({
  version: z.literal(1),
  users: z.array(z.looseObject(userFields)),
  /** Changes made by the command line that the daemon has not yet written to its audit trail. */
  changes: z.array(z.looseObject(changeFields)),
});

/** A person who may sign in. */
export type User = Readonly<z.output<z.ZodObject<typeof userFields>>>;
/** A change made by the command line. */
export type UserChange = Readonly<z.output<z.ZodObject<typeof changeFields>>>;
/** What the file of users holds. */
export interface UsersContent {
  readonly version: 1;
  readonly users: readonly User[];
  readonly changes: readonly UserChange[];
}

const empty: UsersContent = { version: 1, users: [], changes: [] };

/** A file of users with its content remembered until somebody replaces the file. */
export type UsersFile = AccessFile<UsersContent>;

/** Opens users.json; `load` and `save` throw USERS_FILE as `openAccessFile` says. */
export function openUsersFile(file: string, whenMissing: WhenMissing): UsersFile {
  return openAccessFile<UsersContent>({
    ...{ file, schema: usersSchema, empty, code: "USERS_FILE", whenMissing },
    isEmpty: ({ users }) => users.length === 0,
    gone: [
      "nobody can sign in",
      "put a copy back, or add the people again: tagwatch user add NAME --role ROLE",
    ],
  });
}
