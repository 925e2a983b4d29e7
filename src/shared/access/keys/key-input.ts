// What browsers send of security keys: checked here and nowhere else. The bytes themselves are the library's to judge.
import * as z from "zod";
import { lineOfText } from "../typed-fields.js";

const bytes = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\w-]*$/, "is base64url");
/** A credential's id has at most 1023 bytes (WebAuthn, 4). */
const credentialId = bytes(1_364).min(1);
const common = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal("public-key"),
  clientExtensionResults: z.object({}).default({}),
};
const ticket = z.string().max(64);

const useAnswer = z.object({
  ...common,
  response: z.object({
    clientDataJSON: bytes(2_000),
    authenticatorData: bytes(1_000),
    signature: bytes(1_000),
  }),
});

/** What a key answered at a sign-in. */
export const keyAnswerInput = z.strictObject({ ticket, answer: useAnswer });
/** The same, checked; the bytes are base64url. */
export type KeyAnswer = z.output<typeof keyAnswerInput>;

const label = lineOfText(40).min(1);

/** Body of `POST /api/session/keys/begin`. */
export const beginKeyInput = z.strictObject({ password: z.string().min(1).max(128), label });

const transports = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;

/** Body of `POST /api/session/keys`. */
export const newKeyInput = z.strictObject({
  ticket,
  answer: z.object({
    ...common,
    response: z.object({
      clientDataJSON: bytes(2_000),
      attestationObject: bytes(10_000),
      // One that is new to this version is left out: it is a hint.
      transports: z
        .array(z.string().max(32))
        .max(16)
        .default([])
        .transform((all) => transports.filter((one) => all.includes(one))),
    }),
  }),
});
/** The same, checked; the bytes are base64url. */
export type NewKeyAnswer = z.output<typeof newKeyInput>;

/** How pages name a key. */
export const keyRefInput = z.string().regex(/^[\w-]{16}$/);
/** Body of `POST /api/session/keys/remove`. */
export const removeKeyInput = z.strictObject({ key: keyRefInput });
