import { useEffect, useRef, useState } from "preact/hooks";
import type { SessionJson } from "./api-types.js";

const warnMs = 60_000;

interface ActivityDeps {
  readonly onActive: () => void;
  /** Tells the server that the person is there. */
  readonly tell: () => Promise<unknown>;
  /** Nobody touched the screen for as long as is allowed. */
  readonly onIdle: () => void;
}

/**
 * Tells the server that the person is there (at most four times per idle span). Returns the whole seconds until the session
 * falls idle, in its last minute; else null. Does nothing while the screen is locked.
 */
export function useActivity(session: SessionJson, isLocked: boolean, handlers: ActivityDeps): number | null {
  const [soon, setSoon] = useState<number | null>(null);
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    setSoon(null);
    if (isLocked) return;
    let active = performance.now();
    let told = active;
    let over = false;
    const onTouch = (): void => {
      latest.current.onActive();
      active = performance.now();
      over = false;
      setSoon(null);
      if (active - told < Math.min(60_000, session.idleMs / 4)) return;
      told = active;
      latest.current.tell().catch(() => undefined);
    };
    const timer = setInterval(() => {
      const left = session.idleMs - (performance.now() - active);
      setSoon(left < Math.min(warnMs, session.idleMs / 2) ? Math.max(0, Math.ceil(left / 1000)) : null);
      if (left > 0 || over) return;
      over = true;
      latest.current.onIdle();
    }, 1_000);
    addEventListener("pointerdown", onTouch);
    addEventListener("keydown", onTouch);
    return () => {
      clearInterval(timer);
      removeEventListener("pointerdown", onTouch);
      removeEventListener("keydown", onTouch);
    };
  }, [session, isLocked]);
  return soon;
}
