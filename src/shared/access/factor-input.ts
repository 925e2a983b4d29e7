import * as z from "zod";
import { keyAnswerInput } from "./keys/key-input.js";

/** What a sign-in may bring besides the password: the app's code and which enrolment it belongs to, or a key's answer. */
export const secondFactorFields = {
  code: z
    .string()
    .max(16)
    .transform((typed) => typed.replace(/\D/g, ""))
    .optional(),
  ticket: z.string().max(64).optional(),
  key: keyAnswerInput.optional(),
};
