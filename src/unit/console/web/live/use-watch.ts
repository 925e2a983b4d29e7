// What the page tells by itself: reminders of hits that wait, losses of line, camera and position, and the end of the shift.
import { useEffect, useRef, useState } from "preact/hooks";
import { priorities } from "../../../../shared/domain/categories.js";
import type { SessionJson } from "../../../../shared/web/api-types.js";
import type { Feed } from "./feed-state.js";
import { heldNow, lossOf, type WatchedNow } from "./losses.js";
import { remind, type Counted } from "./reminders.js";
import type { Sounder } from "./sound.js";
import type { Line } from "./use-feed.js";

const pulseMs = 8_000;

/** Sounds when a reminder is due; returns the hits reminded of just now, for the pulse. `now` is server time. */
export function useReminders(feed: Feed, now: number, sounder: Sounder): ReadonlySet<string> {
  const counted = useRef<Counted>(new Map());
  const [pulsing, setPulsing] = useState<ReadonlySet<string>>(new Set());
  const second = Math.floor(now / 1_000);
  useEffect(() => {
    const step = remind(counted.current, feed.hits, now);
    counted.current = step.counted;
    if (step.due.length === 0) return;
    const loudest = priorities.find((priority) => step.due.some((hit) => hit.entry.priority === priority));
    if (loudest) sounder.once("reminder", loudest);
    setPulsing(new Set(step.due.map((hit) => hit.id)));
    setTimeout(() => setPulsing(new Set()), pulseMs);
  }, [second, feed.hits]);
  return pulsing;
}

/** Sounds once when the line, a camera or the position is lost, and when nothing is watched any more. */
export function useLosses(line: Line | null, feed: Feed, sounder: Sounder): void {
  const before = useRef<WatchedNow | null>(null);
  useEffect(() => {
    if (!line) return;
    const now = heldNow(line, feed.watch, feed.position);
    const loss = lossOf(before.current, now);
    // What a broken line hides is remembered as it was.
    if (now?.line || !before.current) before.current = now;
    else before.current = { ...before.current, line: false };
    if (loss) sounder.once(loss === "blind" ? "blind" : "loss");
  }, [line, feed.watch, feed.position]);
}

const shiftWarningsMs = [15 * 60_000, 5 * 60_000] as const;

/** How long the session lasts, by this screen's clock (milliseconds), whatever the officer does. */
export interface Shift {
  /** This screen's time at which the session ends in any case. */
  readonly endsAt: number;
  /** Set in the last quarter of an hour. */
  readonly isNear: boolean;
}

/** When the session ends, and a tone a quarter of an hour and five minutes before. */
export function useShift(session: SessionJson, sounder: Sounder): Shift {
  const end = (): Shift => {
    return { endsAt: Date.now() + session.leftMs, isNear: session.leftMs <= shiftWarningsMs[0] };
  };
  const [shift, setShift] = useState(end);
  useEffect(() => {
    const begun = end();
    setShift(begun);
    const timers = shiftWarningsMs
      .filter((ms) => session.leftMs > ms)
      .map((ms) =>
        setTimeout(() => {
          setShift({ ...begun, isNear: true });
          sounder.once("reminder");
        }, session.leftMs - ms),
      );
    return () => timers.forEach(clearTimeout);
  }, [session]);
  return shift;
}
