// What a newer version added to the file is kept and passed over here, as in that of the people.
import * as z from "zod";
import { tokenScopes } from "../../domain/closed-sets.js";
import { openAccessFile, type AccessFile, type WhenMissing } from "../access-file.js";

const tokenFields = {
  name: z.string(),
  /** SHA-256 of the token, base64url. The token itself is kept nowhere. */
  digest: z.string().regex(/^[\w-]{43}$/),
  scopes: z.array(z.enum(tokenScopes)).min(1),
  /** Why the program looks at what it is shown: stands in the trail as a person's purpose does. */
  purpose: z.string(),
  /** Networks it may come from, e.g. 10.20.0.0/16; empty: any. */
  from: z.array(z.string()),
  createdAt: z.number(),
  expiresAt: z.number(),
  endedAt: z.number().nullable(),
};

const changeFields = {
  at: z.number(),
  actor: z.string(),
  event: z.enum(["token.add", "token.revoke"]),
  token: z.string(),
  detail: z.record(z.string(), z.string()),
};

const tokensSchema = z.looseObject({
  version: z.literal(1),
  tokens: z.array(z.looseObject(tokenFields)),
  /** Changes made by the command line that the daemon has not yet written to its audit trail. */
  changes: z.array(z.looseObject(changeFields)),
});

/** What lets a program in; times are UTC milliseconds, `endedAt` null while nobody revoked it. */
export type Token = Readonly<z.output<z.ZodObject<typeof tokenFields>>>;
/** A change made by the command line. */
export type TokenChange = Readonly<z.output<z.ZodObject<typeof changeFields>>>;
/** What the file of tokens holds. */
export interface TokensContent {
  readonly version: 1;
  readonly tokens: readonly Token[];
  readonly changes: readonly TokenChange[];
}

const empty: TokensContent = { version: 1, tokens: [], changes: [] };

/** Opens tokens.json; `load` and `save` throw TOKENS_FILE as `openAccessFile` says. */
export function openTokensFile(file: string, whenMissing: WhenMissing): AccessFile<TokensContent> {
  return openAccessFile<TokensContent>({
    ...{ file, schema: tokensSchema, empty, code: "TOKENS_FILE", whenMissing },
    isEmpty: ({ tokens }) => tokens.length === 0,
    gone: ["no program is let in", "put a copy back, or make the tokens again: tagwatch token add"],
  });
}
