// Audit lines of loads and look-ups made outside the daemon wait here: only the daemon writes the audit trail.
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { actorRoles, auditOutcomes } from "../../../shared/domain/closed-sets.js";
import type { Audit } from "../../../shared/domain/ports.js";
import type { AuditEvent } from "../../../shared/domain/actor.js";
import type { TrailKind } from "../../../shared/domain/trail/kinds.js";
import { makeFolder, replaceFile } from "../../../shared/platform/durable.js";
import { readPersisted, type TellDamage } from "../../../shared/platform/persisted.js";

/** Lines wait in files: a command may end at any moment, and the daemon may not run at all. */
export interface AuditSpool {
  /** Keeps a line until the daemon takes it; durable when this returns. */
  put(id: string, event: AuditEvent): void;
  /**
   * Hands every waiting line to the audit trail. `judge` may change a line (a load that was killed before its list came
   * into force is no success), or say to wait (undefined). A line is removed only after the trail has it; one that is no
   * audit line is set aside and reported. Throws what the trail throws.
   */
  drain(audit: Audit, judge: (event: AuditEvent) => AuditEvent | undefined, tell: TellDamage): void;
}

const eventSchema = z.object({
  at: z.number(),
  actor: z.object({
    name: z.string(),
    role: z.enum(actorRoles),
    source: z.string(),
  }),
  // As it was written: a line of another version may tell of what this one has no word for.
  event: z.string().transform((word) => word as TrailKind),
  outcome: z.enum(auditOutcomes),
  object: z.string().optional(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

/** Most lines taken in one round: the rest come in the next. */
const mostLines = 200;

/** Opens the spool below the folder of all lists. Its name begins with a dot, which no source's does. */
export function openAuditSpool(root: string): AuditSpool {
  const dir = join(root, ".audit-spool");
  makeFolder(dir);
  takeOver(join(root, "audit-spool"), dir);
  return {
    put: (id, event) => replaceFile(join(dir, `${id}.json`), JSON.stringify(event)),
    drain: (audit, judge, tell) => {
      const files = readdirSync(dir).filter((file) => file.endsWith(".json"));
      for (const file of files.sort().slice(0, mostLines)) {
        const path = join(dir, file);
        const line = readPersisted(path, eventSchema, tell);
        const event = line && judge(line);
        if (!event) continue;
        audit.append(event);
        rmSync(path);
      }
    },
  };
}

/** Lines that wait where the spool lay before; a folder with a list in it belongs to a source of that name. */
function takeOver(old: string, dir: string): void {
  if (!existsSync(old) || existsSync(join(old, "list.json"))) return;
  for (const file of readdirSync(old))
    if (/^\d+-[0-9a-f]{8}\.json$/.test(file)) renameSync(join(old, file), join(dir, file));
}
