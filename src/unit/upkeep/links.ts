import { createHash, randomBytes } from "node:crypto";
import * as z from "zod";
import type { Clock } from "../../shared/domain/ports.js";
import type { UpkeepRows } from "../core/upkeep/rows.js";
import { markOf, msSinceMark } from "./mark.js";

/** Links of notices: each acknowledges one fault, once. Only a token's hash is kept. */
export interface Links {
  /** A new token; null when it cannot be kept. */
  make(faultId: string): string | null;
  /** The fault a token is for; null when it was used, is unknown or too old. */
  look(token: string): string | null;
  /** Uses it up. A disk that refuses leaves a link that can only say again what is known. */
  drop(token: string): void;
}

const linkSchema = z.object({
  faultId: z.string(),
  boot: z.string(),
  madeMs: z.number(),
  madeAt: z.number(),
});
/** A link in an old mail is no key to the unit. */
const lifeMs = 7 * 86_400_000;

const digest = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Opens the links; they outlive a restart. */
export function createLinks(rows: UpkeepRows, clock: Clock): Links {
  function look(token: string): string | null {
    const link = linkSchema.safeParse(rows.get("link", digest(token))?.body).data;
    if (!link) return null;
    const { boot, madeMs: ms, madeAt: at } = link;
    return msSinceMark(clock, { boot, ms, at }) < lifeMs ? link.faultId : null;
  }
  return {
    make(faultId) {
      const token = randomBytes(24).toString("base64url");
      const { boot, ms: madeMs, at: madeAt } = markOf(clock);
      const body = { faultId, boot, madeMs, madeAt };
      try {
        rows.put("link", { id: digest(token), at: clock.now(), open: false, body });
        return token;
      } catch {
        return null;
      }
    },
    look,
    drop(token) {
      try {
        rows.remove("link", digest(token));
      } catch {
        // A fault is acknowledged once, however often its link is used.
      }
    },
  };
}
