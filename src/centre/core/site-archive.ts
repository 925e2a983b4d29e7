// The archive as the site sees it.
import type { AuditEvent } from "../../shared/domain/actor.js";
import type { ArchiveCases } from "./cases.js";
import type { PicturePlace } from "./pictures.js";
import type { ArchiveDensity, DensityQuestion } from "./density.js";
import type { ArchiveFinding, BoardHit, Hearing, ReadQuestion, SeenUnit, SilentUnit } from "./questions.js";
import type { ArchiveTrail } from "./trail.js";

/** It can read and hold, and write lines of the trail; it can change nothing. */
export interface SiteArchive extends ArchiveCases, ArchiveTrail {
  /** Lines of the trail; they are there when it resolves. Returns the number of the last one. */
  audit(events: readonly Omit<AuditEvent, "at">[]): Promise<number>;
  search(question: ReadQuestion, seesCovert: boolean): Promise<ArchiveFinding>;
  /** How many reads were taken where; what is found by it is no plate. */
  density(question: DensityQuestion): Promise<ArchiveDensity>;
  board(limit: number, seesCovert: boolean): Promise<readonly BoardHit[]>;
  units(): Promise<readonly SeenUnit[]>;
  /** Units on duty that are not heard, the longest first. */
  silent(): Promise<readonly SilentUnit[]>;
  /** Whether the centre hears its units at all. */
  hearing(): Promise<Hearing>;
  /**
   * Where a picture may lie: with its day, and as a copy that is held. Empty when none is kept, or its read is kept for a
   * covert hit alone that nobody here may know of.
   */
  picture(id: string, seesCovert: boolean): Promise<readonly PicturePlace[]>;
  /**
   * Calls `changed` once it hears, and after every commit that changes the board, until `signal` aborts. Throws when
   * PostgreSQL is lost or does not answer.
   */
  watch(changed: () => void, signal: AbortSignal): Promise<void>;
}
