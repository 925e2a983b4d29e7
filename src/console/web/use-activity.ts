import { useEffect, useRef, useState } from "preact/hooks";
import type { SessionJson } from "../api-types.js";
import { Refused, touch } from "./api.js";

const warnMs = 60_000;

interface Handlers {
  readonly onActive: () => void;
  readonly onOver: () => void;
}

/** Tells the server that the person is there (at most four times per idle span); true in the last minute before sign-out. */
export function useActivity(session: SessionJson, handlers: Handlers): boolean {
  const [soon, setSoon] = useState(false);
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    let active = performance.now();
    let told = performance.now();
    const onTouch = (): void => {
      latest.current.onActive();
      active = performance.now();
      setSoon(false);
      if (active - told < Math.min(60_000, session.idleMs / 4)) return;
      told = active;
      touch(session).catch((error: unknown) => {
        if (error instanceof Refused && error.status === 401) latest.current.onOver();
      });
    };
    const timer = setInterval(() => {
      const left = session.idleMs - (performance.now() - active);
      setSoon(left < Math.min(warnMs, session.idleMs / 2));
      if (left <= 0) latest.current.onOver();
    }, 1_000);
    addEventListener("pointerdown", onTouch);
    addEventListener("keydown", onTouch);
    return () => {
      clearInterval(timer);
      removeEventListener("pointerdown", onTouch);
      removeEventListener("keydown", onTouch);
    };
  }, [session]);
  return soon;
}
