import { readFileSync } from "node:fs";
import type { UploadConfig } from "../config/schema.js";
import type { Clock } from "../../shared/domain/ports.js";
import { nsOf } from "../../shared/domain/elapsed.js";

const keepMs = 5_000;

/** Tells whether the link costs money now (config `upload.metered`). An unreadable file means that it does. */
export function createMetered(config: UploadConfig["metered"], clock: Clock): () => boolean {
  if (!config) return () => false;
  let metered = true;
  let lookedNs: bigint | null = null;
  return () => {
    const now = clock.monoNs();
    if (lookedNs !== null && now - lookedNs < nsOf(keepMs)) return metered;
    lookedNs = now;
    try {
      metered = readFileSync(config.unmeteredFile, "utf8").trim() !== config.unmeteredText;
    } catch {
      metered = true;
    }
    return metered;
  };
}
