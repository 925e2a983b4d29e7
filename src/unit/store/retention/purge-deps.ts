import type { StoreConfig } from "../../config/schema.js";
import type { Clock } from "../../../shared/domain/ports.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Checkpointer } from "../database/checkpointer.js";
import type { Keys } from "../keys/keys.js";
import type { StorePaths } from "../database/paths.js";
import type { Pictures } from "../keys/pictures.js";
import type { CurrentDb } from "../tables/current-db.js";
import type { Timeline } from "./timeline.js";

/** What removing by retention works with. */
export interface PurgeDeps {
  readonly currentDb: CurrentDb;
  readonly keys: Keys;
  readonly paths: StorePaths;
  readonly pictures: Pictures;
  readonly retention: StoreConfig["retention"];
  readonly clock: Clock;
  readonly checkpointer: Checkpointer;
}

/** The time a pass goes by: never the wall clock's own word. */
export interface PurgeTime {
  /** UTC that two independent sources or a person vouch for. */
  readonly now: Millis;
  readonly by: readonly string[];
  readonly timeline: Pick<Timeline, "writtenBy" | "writtenBefore">;
}

/** What a pass works with. */
export type PurgePassDeps = PurgeDeps & { readonly time: PurgeTime };
