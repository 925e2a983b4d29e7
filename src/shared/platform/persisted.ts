// Small JSON files that a program keeps. What is read is checked; what does not fit is set aside and reported, never believed
// and never fatal.
import { readFileSync } from "node:fs";
import type * as z from "zod";
import { replaceFile, setDamagedAside } from "./durable.js";

/** A file that did not hold what it should. */
export interface Damage {
  readonly path: string;
  readonly reason: string;
}

/** Called with every damaged file, once it is set aside as `FILE.damaged`. */
export type TellDamage = (damage: Damage) => void;

/**
 * Reads a JSON file through a schema. Null when there is none, or when it was damaged: then it is set aside, where the
 * next damaged one replaces it. Throws only when it cannot be read at all (its owner, its disk).
 */
export function readPersisted<T>(path: string, schema: z.ZodType<T>, tell: TellDamage): T | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    if (code !== "EISDIR") throw error;
    text = "";
  }
  const reason = faultIn(text, schema);
  if (typeof reason !== "string") return reason.value;
  setDamagedAside(path);
  tell({ path, reason });
  return null;
}

/** Writes a small JSON file in one step. */
export function writePersisted(path: string, value: unknown): void {
  replaceFile(path, JSON.stringify(value, null, 1));
}

function faultIn<T>(text: string, schema: z.ZodType<T>): string | { readonly value: T } {
  let plain: unknown;
  try {
    plain = JSON.parse(text);
  } catch {
    return "it is no JSON";
  }
  const parsed = schema.safeParse(plain);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  return `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "it does not fit"}`;
}
