// The colours of the page against what they stand on, by day and at night (WCAG 2.2: 1.4.3 and 1.4.11).
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../../../src/unit/console/web/static/base.css", import.meta.url), "utf8");

function colours(block: RegExp): Record<string, string> {
  const [, text = ""] = block.exec(css) ?? [];
  return Object.fromEntries(
    [...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

const day = colours(/:root \{([^}]*)\}/);
const night = { ...day, ...colours(/:root\[data-theme="night"\] \{([^}]*)\}/) };

/** Relative luminance; `bright` is the factor of the dimmer. */
function luminance(hex: string, bright = 1): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = (parseInt(hex.slice(at, at + 2), 16) / 255) * bright;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one = "", other = "", bright = 1): number {
  const [light = 0, dark = 0] = [luminance(one, bright), luminance(other, bright)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe.each([
  ["day", day],
  ["night", night],
] as const)("the colours of the %s", (_name, of) => {
  it("let words be read", () => {
    for (const word of ["ink", "muted", "accent", "good", "bad", "doubt"])
      expect(ratio(of[word], of["panel"]), word).toBeGreaterThanOrEqual(4.5);
    for (const priority of ["high", "medium", "low"])
      expect(ratio(of[`on-${priority}`], of[priority]), priority).toBeGreaterThanOrEqual(4.5);
  });

  it("let the shape of a priority and the edge of a field be seen", () => {
    for (const priority of ["high", "medium", "low"])
      expect(ratio(of[`${priority}-edge`], of["panel"]), priority).toBeGreaterThanOrEqual(3);
    for (const behind of ["bg", "panel"])
      expect(ratio(of["field-edge"], of[behind]), behind).toBeGreaterThanOrEqual(3);
  });
});

describe("the night", () => {
  it("does not blind: no large surface is brighter than a tenth of white", () => {
    for (const surface of ["bg", "panel", "raised", "bar", "high", "medium", "low"])
      expect(luminance(night[surface] ?? ""), surface).toBeLessThan(0.1);
  });

  it("can be dimmed without losing its words", () => {
    for (const surface of ["panel", "high", "medium", "low"]) {
      const words = surface === "panel" ? night["ink"] : night[`on-${surface}`];
      expect(ratio(words, night[surface], 0.6), surface).toBeGreaterThanOrEqual(4.5);
    }
  });
});
