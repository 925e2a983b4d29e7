import type { Faults } from "../../shared/domain/ports.js";
import type { EvidenceDb } from "./tables/evidence-db.js";

const namedAtMost = 5;

/** Raises RECORD_UNREADABLE when records were met that cannot be read. It stands until the next start: they do not become readable again. */
export function tellUnreadable({ bodies }: EvidenceDb, faults: Faults): void {
  const names = bodies.unreadable();
  if (names.length === 0) return;
  const shown = `${names.slice(0, namedAtMost).join(", ")}${names.length > namedAtMost ? ", ..." : ""}`;
  const text = `${String(names.length)} records cannot be read and are left out: ${shown}`;
  faults.raise({ code: "RECORD_UNREADABLE", subject: "store", severity: "critical", text });
}
