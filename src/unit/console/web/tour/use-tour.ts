import { useEffect, useState } from "preact/hooks";
import type { SessionJson } from "../../../../shared/web/api-types.js";
import type { TourJson } from "../../../../shared/web/upkeep-types.js";
import { fetchTour } from "./tour-api.js";

const everyMs = 60_000;

/** The tour that runs, as far as the page knows; null for who goes on none, and before the unit said. */
export function useTour(session: SessionJson): readonly [TourJson | null, (tour: TourJson) => void] {
  const [tour, setTour] = useState<TourJson | null>(null);
  const isOnTours = session.rights.includes("tour");
  useEffect(() => {
    if (!isOnTours) return;
    const load = (): void => void fetchTour().then(setTour, () => undefined);
    load();
    const timer = setInterval(load, everyMs);
    return () => clearInterval(timer);
  }, [isOnTours]);
  return [tour, setTour];
}
