// What people send of tokens: checked here and nowhere else; what a name, a purpose or a network may be, `tokens.ts` says.
import * as z from "zod";
import { tokenScopes } from "../../domain/closed-sets.js";
import { lineOfText } from "../typed-fields.js";

const programName = lineOfText(64).transform((name) => name.toLowerCase());

/** Path of a token. */
export const tokenParams = z.object({ name: programName });

/** Body of `POST /api/tokens`; `from`: networks the program may come from, none for any. */
export const newTokenInput = z.strictObject({
  name: programName,
  scopes: z.array(z.enum(tokenScopes)).max(tokenScopes.length),
  purpose: lineOfText(200),
  days: z.number(),
  from: z.array(lineOfText(64)).max(16).default([]),
});
