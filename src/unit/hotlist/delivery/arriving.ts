// What the ways of delivery share.
import type { HotlistSourceConfig } from "../../config/hotlist-schema.js";
import type { HotlistConfig } from "../../config/schema.js";
import type { ToldTime } from "../../core/time/centre-time.js";
import type { Clock, Faults, Log } from "../../../shared/domain/ports.js";
import type { Announcements } from "../../../shared/protocol/announcement-queue.js";
import type { HotlistLibrary } from "../library.js";
import type { Gate } from "./gate.js";

/** What the ways of delivery need of the daemon. */
export interface ArrivalDeps {
  readonly config: HotlistConfig;
  /** Folder of all lists. */
  readonly dir: string;
  readonly library: HotlistLibrary;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  /** Reads a secret by its reference (file or systemd credential). */
  readonly readSecret: (reference: string) => Buffer;
  /** Takes the times that verified servers tell. */
  readonly onTime: (time: ToldTime) => void;
  /** A restart forgets what is imported, so dropped files stay where they are. */
  readonly isForgotten: boolean;
}

/** One source, as its tasks share it. */
export interface SourceArrivalDeps {
  readonly deps: ArrivalDeps;
  readonly source: HotlistSourceConfig;
  readonly announcements: Announcements;
  /** Over all sources. */
  readonly builds: Gate;
  /** Over the drop folders of all sources. */
  readonly folders: Gate;
  /** Over the ways of this source. */
  readonly imports: Gate;
}

/** Between two looks at what is due. */
export const roundMs = 2_000;
