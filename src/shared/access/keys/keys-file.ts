// Security keys lie in a file of their own: a version that knows none goes on with the file of users as it is, and loses no
// key. What is new to this version in it is kept as well.
import * as z from "zod";
import { openAccessFile, type AccessFile, type WhenMissing } from "../access-file.js";

const text = z.string();
const keySchema = z.looseObject({
  /** The credential's, base64url. */
  id: text,
  person: text,
  /** Which second factor of the person it belongs to (`factorOf`): without that one it counts for nothing. */
  factor: text,
  /** As the person calls it. */
  label: text,
  /** The host name it was made for. */
  host: text,
  /** COSE, base64url. */
  publicKey: text,
  counter: z.number(),
  transports: z.array(text),
  addedAt: z.number(),
  usedAt: z.number().nullable(),
  /** When its counter went back, as that of a copy would. */
  wentBackAt: z.number().nullable(),
});

const keysSchema = z.looseObject({ version: z.literal(1), keys: z.array(keySchema) });

/** A person's security key; times are UTC milliseconds. */
export type FactorKey = Readonly<z.output<typeof keySchema>>;
/** What the file of keys holds. */
export type KeysContent = z.output<typeof keysSchema>;

/** Opens factor-keys.json; `load` and `save` throw FACTOR_KEYS_FILE as `openAccessFile` says. */
export function openKeysFile(file: string, whenMissing: WhenMissing): AccessFile<KeysContent> {
  return openAccessFile<KeysContent>({
    ...{ file, schema: keysSchema, empty: { version: 1, keys: [] }, code: "FACTOR_KEYS_FILE", whenMissing },
    isEmpty: ({ keys }) => keys.length === 0,
    gone: ["nobody's security key is known", "put a copy back; until then everybody enters codes"],
  });
}
