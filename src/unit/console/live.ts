// Everybody who watches: alerts, reads and faults go out to every open stream; a stream that does not drain is cut.
import type { Log } from "../../shared/domain/ports.js";
import type { LiveFeed } from "../core/ports.js";
import type { Alert, ReadPictures } from "../../shared/domain/types.js";
import type { HitJson, LiveEvents } from "../../shared/web/api-types.js";
import type { Session } from "../../shared/access/session.js";
import { alertJson, readJson } from "./views.js";
import { eventText, lockedText } from "./event-text.js";
import { errorText } from "../../shared/domain/error-text.js";

/** One open stream. `write` takes a whole event; `pendingBytes` is what it has not drained yet. */
export interface Viewer {
  readonly session: Session;
  write(text: string): void;
  pendingBytes(): number;
  /** A locked screen is told of alerts, but not of what they say (`lockedText`). */
  isLocked(): boolean;
  /** Whether events of that name go to this stream at all. Ends the stream of a program that is let in no more. */
  hears(event: keyof LiveEvents): boolean;
  /** Ends the stream; `reason` is for the journal and the audit trail. */
  close(reason: "slow" | "signed-out" | "stopping" | "replaced"): void;
  /** Called with each event that went out, for the audit trail. */
  onSent?(event: keyof LiveEvents, about: About): void;
}

/** Which read and hit an event shows. */
export interface About {
  readonly readId?: string;
  readonly hitId?: string;
}

/** What is sent to the open streams, and the last of it kept for those that join later. */
export interface LiveHub extends LiveFeed {
  /** Returns what leaves again. */
  join(viewer: Viewer): () => void;
  send<E extends keyof LiveEvents>(event: E, data: LiveEvents[E], about?: About): void;
  /** Alerts of this process, newest first: the newest word on each hit. */
  recent(): readonly Alert[];
  lastAlert(hitId: string): Alert | undefined;
  /** A picture that came with an alert: shown even when evidence could not be written. */
  picture(id: string): Uint8Array | undefined;
  /** Oldest first. */
  viewers(): readonly Viewer[];
}

/** Whether the screens of a session show alerts, or are locked. */
type Screen = "open" | "locked";

/** Told once of each alert that went out to people, whatever the number of their pages; and whose screen was locked. */
export type OnShown = (hitId: string, to: ReadonlyMap<Session, Screen>) => void;

// A viewer may lag by this much (some hundred events) before it is cut; its page reconnects and gets a fresh snapshot.
const maxPendingBytes = 256 * 1024;
const maxAlerts = 200;
const maxPictures = 32;

function remember<V>(map: Map<string, V>, key: string, value: V, limit: number): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next().value;
  if (map.size > limit && oldest !== undefined) map.delete(oldest);
}

/** True when the event went out. A viewer that lags too far, or whose socket is gone, is closed. */
function deliver(viewer: Viewer, text: string, log: Log): boolean {
  try {
    if (viewer.pendingBytes() + text.length <= maxPendingBytes) {
      viewer.write(text);
      return true;
    }
    log.warn("a page that did not keep up was cut off", { pendingBytes: viewer.pendingBytes() });
  } catch (error) {
    log.warn("a page was lost", { reason: errorText(error) });
  }
  viewer.close("slow");
  return false;
}

function keepPictures(pictures: Map<string, Uint8Array>, alert: Alert, given: ReadPictures): void {
  const name = `${alert.read.id}.${String(alert.read.revision)}`;
  remember(pictures, `${name}.plate`, given.plate, maxPictures * 2);
  remember(pictures, `${name}.vehicle`, given.vehicle, maxPictures * 2);
}

/** Creates the hub. Its calls never wait and never throw: intake must not feel the console. */
export function createLive(log: Log, onShown: OnShown): LiveHub {
  const viewers = new Set<Viewer>();
  const alerts = new Map<string, Alert>();
  const pictures = new Map<string, Uint8Array>();

  function send<E extends keyof LiveEvents>(event: E, data: LiveEvents[E], about: About = {}): void {
    if (viewers.size === 0) return;
    const text = eventText(event, data);
    const shown = new Map<Session, Screen>();
    for (const viewer of viewers) {
      if (!viewer.hears(event)) continue;
      const isLocked = viewer.isLocked();
      const own = isLocked ? lockedText(event, data, text) : text;
      if (own === null) continue;
      if (!deliver(viewer, own, log)) {
        viewers.delete(viewer);
        continue;
      }
      if (!isLocked) viewer.onSent?.(event, about);
      shown.set(viewer.session, isLocked ? "locked" : "open");
    }
    if (event === "alert" && about.hitId !== undefined && shown.size > 0) onShown(about.hitId, shown);
  }

  return {
    alert(alert, given) {
      if (alert.hit.entry.covert) return;
      remember(alerts, alert.hit.id, alert, maxAlerts);
      if (given) keepPictures(pictures, alert, given);
      const json: HitJson = alertJson(alert, null);
      send("alert", json, { hitId: alert.hit.id, readId: alert.read.id });
    },
    read(read) {
      const known = [...alerts.values()].filter(
        (alert) => alert.read.id === read.id && alert.kind !== "cancelled",
      );
      send(
        "read",
        readJson(
          read,
          known.map((alert) => alert.hit),
        ),
        { readId: read.id },
      );
    },
    faults(faults) {
      send("faults", faults);
    },
    join(viewer) {
      viewers.add(viewer);
      return () => void viewers.delete(viewer);
    },
    send,
    recent: () => [...alerts.values()].reverse(),
    lastAlert: (hitId) => alerts.get(hitId),
    picture: (id) => pictures.get(id),
    viewers: () => [...viewers],
  };
}
