// How bright the page is at night, beside the brightness of the screen itself. Kept in this browser, not with the person.
const key = "tagwatch.dim";

/** Percent of full; a lower one would hide what must be seen. */
export const dimSteps = [100, 80, 60] as const;

/** One of the steps. */
export type DimStep = (typeof dimSteps)[number];

/** What was chosen on this screen. */
export function dimmed(): DimStep {
  return dimSteps.find((step) => String(step) === localStorage.getItem(key)) ?? 100;
}

/** Shows and keeps a step; by day the page stays at its full brightness. */
export function dim(step: DimStep): void {
  localStorage.setItem(key, String(step));
  showDim();
}

/** Shows the step that was kept. */
export function showDim(): void {
  document.documentElement.dataset["dim"] = String(dimmed());
}
