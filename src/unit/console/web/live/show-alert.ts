// The way from what lies over a page to the alert that came meanwhile.
const listeners = new Set<(hitId: string) => void>();

/** Brings an alert before the officer, whatever page or view is open. */
export function showAlert(hitId: string): void {
  for (const show of listeners) show(hitId);
}

/** Calls `show` with each alert that is wanted; returns what ends that. */
export function onShowAlert(show: (hitId: string) => void): () => void {
  listeners.add(show);
  return () => void listeners.delete(show);
}
