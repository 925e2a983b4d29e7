// Audit lines of loads and look-ups made outside the daemon wait here: only the daemon writes the audit trail.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Audit } from "../core/ports.js";
import type { AuditEvent } from "../core/types.js";
import { privateFolder, replaceFile } from "./durable.js";

export interface AuditSpool {
  /** Keeps a line until the daemon takes it; durable when this returns. */
  put(id: string, event: AuditEvent): void;
  /**
   * Hands every waiting line to the audit trail. `judge` may change a line (a load that was killed before its list came
   * into force is no success), or say to wait (undefined). A line is removed only after the trail has it.
   */
  drain(audit: Audit, judge: (event: AuditEvent) => AuditEvent | undefined): void;
}

export function openAuditSpool(root: string): AuditSpool {
  const dir = join(root, "audit-spool");
  privateFolder(dir);
  return {
    put: (id, event) => replaceFile(join(dir, `${id}.json`), JSON.stringify(event)),
    drain: (audit, judge) => {
      for (const file of readdirSync(dir).sort()) {
        if (!file.endsWith(".json")) continue;
        const event = judge(JSON.parse(readFileSync(join(dir, file), "utf8")) as AuditEvent);
        if (!event) continue;
        audit.append(event);
        rmSync(join(dir, file));
      }
    },
  };
}
