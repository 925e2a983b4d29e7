// What stands on a plate that was misread, from what an officer types. Pure.
import { issuerCodes } from "../../domain/issuers/state-codes.js";
import type { RightText } from "../../domain/verification.js";

const mostCharacters = 16;

/**
 * `738-RKT`, `738 RKT MO`: the plate with its parts put together, and the state where the last of them is a code of one: a
 * serial's own group of letters (`738 RKT`) is none. Null where nothing or something else stands there.
 */
export function rightTextOf(typed: string): RightText | null {
  const parts = typed
    .toUpperCase()
    .split(/[\s,]+/)
    .map((part) => part.replace(/[-.·]/g, ""))
    .filter((part) => part !== "");
  const last = parts.at(-1) ?? "";
  const hasState = parts.length > 1 && issuerCodes.has(last);
  const plate = (hasState ? parts.slice(0, -1) : parts).join("");
  if (!/^[0-9A-Z]+$/.test(plate) || plate.length > mostCharacters) return null;
  return hasState ? { plate, state: last } : { plate };
}

/** `738RKT`, `738RKT, MO`. */
export const rightTextWords = ({ plate, state }: RightText): string =>
  state === undefined ? plate : `${plate}, ${state}`;
