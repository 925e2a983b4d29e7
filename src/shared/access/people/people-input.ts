// What people send of people: checked here and nowhere else.
import * as z from "zod";
import { personSteps, roles } from "../../domain/closed-sets.js";
import { keyRefInput } from "../keys/key-input.js";

/** Body of `POST /api/session/password`. */
export const ownPasswordInput = z.strictObject({
  password: z.string().min(1).max(128),
  next: z.string().min(1).max(128),
});

const userName = z
  .string()
  .max(64)
  .transform((name) => name.trim().toLowerCase());
/** Path of a person. */
export const nameParams = z.object({ name: userName });
/** Body of `POST /api/people`. */
export const newPersonInput = z.strictObject({ name: userName, role: z.enum(roles) });
/** Body of `POST /api/people/:name`. */
export const changePersonInput = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("role"), role: z.enum(roles) }),
  z.strictObject({
    do: z.enum(personSteps),
  }),
  z.strictObject({ do: z.literal("key-remove"), key: keyRefInput }),
]);
/** What is changed of a person. */
export type PersonChange = z.output<typeof changePersonInput>;
