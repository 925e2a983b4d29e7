import type { HotlistSourceConfig } from "../../config/hotlist-schema.js";
import type { Actor } from "../../../shared/domain/actor.js";
import type { ImportMode } from "../../../shared/domain/closed-sets.js";

/** A delivered file that is to come into force, and who or what brought it. */
export interface ImportSettings {
  readonly source: HotlistSourceConfig;
  readonly path: string;
  /** What the name, the command or the announcement says; null when nothing is said: a signed manifest's word, else full. */
  readonly mode: ImportMode | null;
  readonly force: boolean;
  readonly sha256?: string;
  readonly etag?: string;
  /** It was tried before: if its sequence was taken meanwhile, it came another way, and that is no refusal to tell. */
  readonly isRetry?: boolean;
  /** Asked for by the clock, not sent by anybody: the full list that was changed since must not undo the changes. */
  readonly isPolled?: boolean;
  /** How it came, in words for the audit trail: `drop folder`, `download URL`, `mqtt`, `command`. */
  readonly origin: string;
  readonly actor: Actor;
}
