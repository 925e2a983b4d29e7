import { useEffect } from "preact/hooks";

/** Keeps the screen on while alerts are watched for; asked again whenever the page comes back to the front. */
export function useWakeLock(isWatching: boolean): void {
  useEffect(() => {
    if (!isWatching || !("wakeLock" in navigator)) return;
    let held: WakeLockSentinel | null = null;
    let isOver = false;
    const ask = (): void => {
      if (document.visibilityState !== "visible") return;
      // Refused on a low battery: the screen then goes dark as the computer is set up to.
      navigator.wakeLock.request("screen").then(
        (lock) => void (isOver ? lock.release() : (held = lock)),
        () => undefined,
      );
    };
    ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", ask);
      void held?.release();
    };
  }, [isWatching]);
}
