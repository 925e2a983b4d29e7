// A tour of duty: who had the unit, what it watched and what came of it. Spans go by the monotonic clock.
import type { FaultPart, Severity, TourEnd } from "../../../shared/domain/closed-sets.js";
import type { CameraId, Millis } from "../../../shared/domain/types.js";

/** How long a camera was read on a tour, and how long not, milliseconds. */
export interface TourCamera {
  readonly id: CameraId;
  readonly watchedMs: number;
  readonly blindMs: number;
}

/** A fault that stood on a tour; `ms` of the tour. */
export interface TourDefect {
  readonly faultId: string;
  readonly part: FaultPart;
  readonly code: string;
  readonly subject: string;
  readonly severity: Severity;
  readonly ms: number;
}

/** What a person says at sign-on; empty where they said nothing. */
export interface TourCrew {
  readonly badge: string;
  readonly partner: string;
  readonly vehicle: string;
  /** Of the sign-in to the page. */
  readonly purpose: string;
}

/** One tour, running while `end` is null. */
export interface Tour {
  readonly id: string;
  /** Who signed on; empty where movement began it. */
  readonly person: string;
  /** Null where movement began it, or a version before this one. */
  readonly crew: TourCrew | null;
  /** Who had the unit then, by its assignments. */
  readonly assignedTo: string | null;
  readonly beganAt: Millis;
  readonly endedAt: Millis | null;
  readonly end: TourEnd | null;
  readonly lastedMs: number;
  readonly cameras: readonly TourCamera[];
  readonly reads: number;
  readonly hits: number;
  readonly verdicts: number;
  readonly defects: readonly TourDefect[];
  readonly note: string;
}

/** What a tour is counted from, each second. */
export interface TourMoment {
  readonly cameras: readonly { readonly id: CameraId; readonly isSeeing: boolean }[];
  readonly defects: readonly Omit<TourDefect, "ms">[];
}

/** A tour that begins. */
export function newTour(begin: Pick<Tour, "id" | "person" | "crew" | "assignedTo" | "beganAt">): Tour {
  const counts = { lastedMs: 0, cameras: [], reads: 0, hits: 0, verdicts: 0, defects: [] };
  return { ...begin, ...counts, endedAt: null, end: null, note: "" };
}

/** The tour `ms` later. A defect that is over stays with what it lasted. */
export function tourAfter(tour: Tour, ms: number, moment: TourMoment): Tour {
  const before = new Map(tour.cameras.map((camera) => [camera.id, camera]));
  const cameras = moment.cameras.map(({ id, isSeeing }): TourCamera => {
    // A camera that came with a new configuration was blind until then.
    const known = before.get(id) ?? { id, watchedMs: 0, blindMs: tour.lastedMs };
    before.delete(id);
    return isSeeing
      ? { ...known, watchedMs: known.watchedMs + ms }
      : { ...known, blindMs: known.blindMs + ms };
  });
  const defects = new Map(tour.defects.map((defect) => [defect.faultId, defect]));
  for (const defect of moment.defects)
    defects.set(defect.faultId, { ...defect, ms: (defects.get(defect.faultId)?.ms ?? 0) + ms });
  return {
    ...tour,
    lastedMs: tour.lastedMs + ms,
    cameras: [...cameras, ...before.values()],
    defects: [...defects.values()],
  };
}

/** Tours of one person in one week, added up. `week` is the day its Monday begins where the unit is, like 2026-01-12. */
export interface TourSum {
  readonly week: string;
  readonly person: string;
  readonly tours: number;
  readonly lastedMs: number;
  /** Over all cameras. */
  readonly watchedMs: number;
  readonly blindMs: number;
  readonly reads: number;
  readonly hits: number;
  readonly verdicts: number;
  readonly defects: number;
}

/** Sums by week and person, oldest week first; `weekOf` names the week of a moment. */
export function sumTours(tours: readonly Tour[], weekOf: (at: Millis) => string): readonly TourSum[] {
  const sums = new Map<string, TourSum>();
  for (const tour of tours) {
    const [week, person] = [weekOf(tour.beganAt), tour.person || (tour.assignedTo ?? "nobody")];
    const key = `${week} ${person}`;
    const before = sums.get(key) ?? {
      ...{ week, person, tours: 0, lastedMs: 0, watchedMs: 0, blindMs: 0 },
      ...{ reads: 0, hits: 0, verdicts: 0, defects: 0 },
    };
    sums.set(key, {
      ...before,
      tours: before.tours + 1,
      lastedMs: before.lastedMs + tour.lastedMs,
      watchedMs: before.watchedMs + sum(tour.cameras.map(({ watchedMs }) => watchedMs)),
      blindMs: before.blindMs + sum(tour.cameras.map(({ blindMs }) => blindMs)),
      reads: before.reads + tour.reads,
      hits: before.hits + tour.hits,
      verdicts: before.verdicts + tour.verdicts,
      defects: before.defects + tour.defects.length,
    });
  }
  return [...sums.values()].sort((a, b) => a.week.localeCompare(b.week) || a.person.localeCompare(b.person));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
