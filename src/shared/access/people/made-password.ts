import { randomInt } from "node:crypto";

/** Four groups of four from 31 signs that gloves and eyes do not confuse: 79 bits. */
export function madePassword(): string {
  const signs = "abcdefghjkmnpqrstuvwxyz23456789";
  const group = (): string => Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join("");
  return Array.from({ length: 4 }, group).join("-");
}
