// How many plates a camera usually reads at an hour of the day: what says that it has read none for too long.

const hoursOfDay = 24;
/** Two weekends at least. */
const countsKept = 14;
/** A whole week, before an hour says anything. */
const countsNeeded = 7;

/** Reads in whole hours of the past: for each hour of the day (UTC, 0 to 23) the last fourteen counts, oldest first. */
export type Habit = readonly (readonly number[])[];

/** Nothing known yet. */
export const noHabit: Habit = Array.from({ length: hoursOfDay }, () => []);

/** The habit after another whole hour with so many reads. */
export function habitAfter(habit: Habit, hour: number, reads: number): Habit {
  return habit.map((counts, at) => (at === hour ? [...counts, reads].slice(-countsKept) : counts));
}

/**
 * Reads an hour that a camera never stayed below: the least of the last counts of this hour of the day and of the two beside
 * it, so that a Sunday, a holiday or the change to summer time is no surprise. Zero until each of them has a week.
 */
export function leastUsual(habit: Habit, hour: number): number {
  const counts = [hour - 1, hour, hour + 1].map((at) => habit[(at + hoursOfDay) % hoursOfDay] ?? []);
  return counts.some((one) => one.length < countsNeeded) ? 0 : Math.min(...counts.flat());
}
