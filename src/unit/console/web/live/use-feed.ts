import { useEffect, useRef, useState } from "preact/hooks";
import type { HitJson, LiveEvents, LockedAlertJson } from "../../../../shared/web/api-types.js";
import { select } from "./card-rule.js";
import { apply, type ScreenTime } from "./feed.js";
import { emptyFeed, type Feed } from "./feed-state.js";

/** `replaced`: the unit ended this page's stream, since the same person watches on too many others. */
export type Line = "connecting" | "live" | "lost" | "replaced";

/** The feed as it is now and how the line to the unit stands, with what a hand may change. */
export interface LiveLine {
  readonly feed: Feed;
  readonly line: Line;
  readonly select: (hitId: string) => void;
  /** Changes the card or its notes by a function of card-rule.ts. */
  readonly act: (change: (feed: Feed, nowMs: number) => Feed) => void;
}

/** All events but the two that end the stream: one that is forgotten here is an error of types. */
const heard: Readonly<Record<Exclude<keyof LiveEvents, "signed-out" | "replaced">, true>> = {
  ...{ snapshot: true, alert: true, read: true, disposition: true, check: true, faults: true, beat: true },
  ...{ unverified: true, watch: true, handover: true, locked: true, "locked-alert": true },
};
const names = Object.keys(heard) as (keyof typeof heard)[];
// The server beats every five seconds; two missed beats mean that the line is down, whatever the socket believes.
const silenceMs = 12_000;
const retryMs = 1_500;

interface FeedDeps {
  readonly onAnnounce: (hit: HitJson) => void;
  /** An alert came while the screen is locked. */
  readonly onLockedAlert: (alert: LockedAlertJson) => void;
  readonly onSignedOut: () => void;
}

/**
 * Follows the event stream while `enabled`, reconnects without limit, and hands what must be heard to `onAnnounce`. Another
 * `opened` begins anew: after an unlock.
 */
export function useFeed(enabled: boolean, opened: number, handlers: FeedDeps): LiveLine {
  const [feed, setFeed] = useState(emptyFeed);
  const [line, setLine] = useState<Line>("connecting");
  const latest = useRef({ feed, handlers });
  latest.current.handlers = handlers;

  useEffect(() => {
    if (!enabled) return;
    const change = (next: Feed): void => {
      latest.current.feed = next;
      setFeed(next);
    };
    // What an officer was writing when the screen locked is still there after the unlock.
    change({ ...emptyFeed, drafts: latest.current.feed.drafts });
    return follow({
      onEvent(event, data) {
        setLine("live");
        const { locked } = latest.current.feed;
        const step = apply(latest.current.feed, event, data, moment());
        change(step.feed);
        if (step.announce) latest.current.handlers.onAnnounce(step.announce);
        if (event === "locked-alert" && isNews(locked, data as LockedAlertJson))
          latest.current.handlers.onLockedAlert(data as LockedAlertJson);
      },
      onLost: () => setLine("lost"),
      onReplaced: () => setLine("replaced"),
      onSignedOut: () => latest.current.handlers.onSignedOut(),
    });
  }, [enabled, opened]);

  const act: LiveLine["act"] = (change) => {
    latest.current.feed = change(latest.current.feed, performance.now());
    setFeed(latest.current.feed);
  };
  return { feed, line, act, select: (hitId) => act((now, ms) => select(now, hitId, ms)) };
}

/** A correction or a cancellation of what sounded before is shown, and does not sound again. */
const isNews = (known: Feed["locked"], { id, cancelled }: LockedAlertJson): boolean =>
  !cancelled && !known?.some((other) => other.id === id);

const moment = (): ScreenTime => ({ wallMs: Date.now(), monoMs: performance.now() });

interface StreamDeps {
  readonly onEvent: <E extends keyof LiveEvents>(event: E, data: LiveEvents[E]) => void;
  readonly onLost: () => void;
  readonly onReplaced: () => void;
  readonly onSignedOut: () => void;
}

/** Opens the stream and keeps it open; returns what closes it for good. */
function follow(listener: StreamDeps): () => void {
  let source: EventSource;
  let watchdog: ReturnType<typeof setTimeout>;
  let retry: ReturnType<typeof setTimeout>;

  function lost(): void {
    source.close();
    clearTimeout(watchdog);
    listener.onLost();
    retry = setTimeout(open, retryMs);
  }

  function open(): void {
    source = new EventSource("/api/live");
    const awake = (): void => {
      clearTimeout(watchdog);
      watchdog = setTimeout(lost, silenceMs);
    };
    awake();
    for (const name of names) {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        awake();
        listener.onEvent(name, JSON.parse(event.data) as LiveEvents[typeof name]);
      });
    }
    source.addEventListener("signed-out", () => listener.onSignedOut());
    source.addEventListener("replaced", () => {
      // Coming back by itself it would push out the next page, and so on in a circle.
      source.close();
      clearTimeout(watchdog);
      listener.onReplaced();
    });
    source.onerror = () => {
      lost();
      // A stream says nothing of why it was refused; the session does.
      void fetch("/api/session", { cache: "no-store" }).then(
        (response) => response.status === 401 && listener.onSignedOut(),
        () => undefined,
      );
    };
  }

  open();
  return () => {
    source.close();
    clearTimeout(watchdog);
    clearTimeout(retry);
  };
}
