import { useEffect, useState } from "preact/hooks";
import type { ReadPosition } from "../domain/types.js";
import { isDaylight } from "./sun.js";

/**
 * `auto`: by the sun at the unit's place, without a position by the screen's clock. Kept in this browser, not with
 * the person.
 */
export type ThemeChoice = "auto" | "day" | "night";

const key = "tagwatch.theme";
/** In the order in which they are offered. */
export const themes: readonly ThemeChoice[] = ["auto", "day", "night"];

function stored(): ThemeChoice {
  const value = localStorage.getItem(key);
  return themes.find((choice) => choice === value) ?? "auto";
}

/** By the sun at the unit's place; without a position by the screen's clock. */
function automatic(position: ReadPosition | null): "day" | "night" {
  const now = new Date();
  const bright = position
    ? isDaylight(now.getTime(), position.lat, position.lon)
    : now.getHours() >= 7 && now.getHours() < 19;
  return bright ? "day" : "night";
}

/** The theme after another, where one button goes through all. */
export function themeAfter(choice: ThemeChoice): ThemeChoice {
  return themes[(themes.indexOf(choice) + 1) % themes.length] ?? "auto";
}

/** The chosen theme and a function that chooses another; the document follows. */
export function useTheme(
  position: ReadPosition | null,
): readonly [ThemeChoice, (choice: ThemeChoice) => void] {
  const [choice, setChoice] = useState(stored);
  useEffect(() => {
    const show = (): void => {
      document.documentElement.dataset["theme"] = choice === "auto" ? automatic(position) : choice;
    };
    show();
    const timer = setInterval(show, 60_000);
    return () => clearInterval(timer);
  }, [choice, position]);
  return [
    choice,
    (next) => {
      localStorage.setItem(key, next);
      setChoice(next);
    },
  ];
}
