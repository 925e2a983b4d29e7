// What the page knows of the unit beside its hits and reads: how many hits wait, whether anything is watched, and what a
// locked screen was told. Pure.
import type {
  HandoverJson,
  LiveEvents,
  LockedAlertJson,
  OpenJson,
  WatchJson,
} from "../../../../shared/web/api-types.js";

/** The newest word of the unit on each; kept when a message leaves one out. */
export interface UnitNews {
  /** All encounters without a verdict, on this page or not; null while the unit cannot say. */
  readonly open: OpenJson | null;
  readonly watch: WatchJson | null;
  readonly handover: HandoverJson | null;
  /** Alerts since the screen was locked, newest first; null while it is not. */
  readonly locked: readonly LockedAlertJson[] | null;
}

/** Before the unit's first message. */
export const noNews: UnitNews = { open: null, watch: null, handover: null, locked: null };

const maxLocked = 50;

/** The newest word on each alert takes its place; a cancellation of one from before the lock says nothing here. */
function lockedAlerts(known: readonly LockedAlertJson[], alert: LockedAlertJson): readonly LockedAlertJson[] {
  if (known.some(({ id }) => id === alert.id)) return known.map((one) => (one.id === alert.id ? alert : one));
  return alert.cancelled ? known : [alert, ...known].slice(0, maxLocked);
}

/** What an event changes of this; for all others nothing. */
export function newsOf<E extends keyof LiveEvents>(
  known: UnitNews,
  event: E,
  data: LiveEvents[E],
): Partial<UnitNews> {
  switch (event) {
    case "snapshot": {
      const { open, watch } = data as LiveEvents["snapshot"];
      return { open, watch, locked: null };
    }
    case "beat": {
      const { open, watch } = data as LiveEvents["beat"];
      return { open, watch };
    }
    case "unverified":
      return { open: data as LiveEvents["unverified"] };
    case "watch":
      return { watch: data as LiveEvents["watch"] };
    case "handover":
      return { handover: data as LiveEvents["handover"] };
    case "locked": {
      const { open, watch } = data as LiveEvents["locked"];
      return { open, watch, locked: known.locked ?? [] };
    }
    case "locked-alert": {
      return { locked: lockedAlerts(known.locked ?? [], data as LockedAlertJson) };
    }
    case "alert":
    case "read":
    case "faults":
    case "disposition":
    case "check":
    case "signed-out":
    case "replaced":
    default:
      return {};
  }
}
