import type { Priority } from "../../domain/categories.js";

/** Colours of the page's theme in force. */
export interface MapLooks {
  readonly isNight: boolean;
  readonly ground: string;
  readonly line: string;
  readonly faint: string;
  readonly ink: string;
  readonly halo: string;
  readonly read: string;
  readonly accent: string;
  readonly hit: Readonly<Record<Priority, string>>;
}

/** Reads them where the page keeps them: in the custom properties of its style. */
export function looksOf(element: Element): MapLooks {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    isNight: document.documentElement.dataset["theme"] === "night",
    ground: of("raised"),
    line: of("muted"),
    faint: of("line"),
    ink: of("ink"),
    halo: of("panel"),
    read: of("muted"),
    accent: of("accent"),
    hit: { high: of("high"), medium: of("medium"), low: of("low") },
  };
}
