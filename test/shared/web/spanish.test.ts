// What the compiler does not see of the Spanish words: that each says the values it is given, and names what is to be typed.
import { describe, expect, it } from "vitest";
import { errorTable, type ErrorCode } from "../../../src/shared/domain/faults/errors.js";
import { inputTexts } from "../../../src/shared/domain/said/inputs.js";
import { refusalTexts, saidRefusal } from "../../../src/shared/domain/said/refusals.js";
import { checked, selfTestTexts } from "../../../src/shared/domain/said/self-test.js";
import { faultTextsEs, faultsEs } from "../../../src/shared/web/words/es/faults/index.js";
import { refusalEs } from "../../../src/shared/web/words/es/refusals.js";
import { selfTestEs } from "../../../src/unit/console/web/words/es/self-test.js";

/** Some text for each value of a sentence. */
const marks = (said: unknown): readonly string[] =>
  typeof said === "function" ? Array.from({ length: said.length }, (_, i) => `«${String(i)}»`) : [];

describe("a fault in Spanish", () => {
  const codes = Object.keys(errorTable) as ErrorCode[];
  /** Commands, paths and keys of the configuration, as they are typed. */
  const typed =
    /(?<!status )tagwatch(?:-centre)? [a-z-]+|docs\/[\w/]+\.md|systemctl [a-z]+|\b[a-z]+\.[a-z]+(?:\.[a-z]+)?\b/g;

  it.each(codes)("%s names what its English advice has to type", (code) => {
    const { title, advice } = faultTextsEs[code];
    expect([title, advice]).not.toContain("");
    expect(title).not.toBe(errorTable[code].text);
    const english = errorTable[code].hint.match(typed) ?? [];
    expect(english.filter((one) => !advice.includes(one))).toEqual([]);
  });

  it("has its title by code, and what the unit says beside it, never in its place", () => {
    const { text, hint } = errorTable.HOTLIST_STALE;
    expect(faultsEs.title("HOTLIST_STALE", "26 h old")).toBe("una lista es más antigua de lo permitido");
    expect(faultsEs.ownText("HOTLIST_STALE", "26 h old")).toBe("26 h old");
    expect(faultsEs.ownHint("HOTLIST_STALE", "ask the source")).toBe("ask the source");
    expect([faultsEs.ownText("HOTLIST_STALE", text), faultsEs.ownHint("HOTLIST_STALE", hint)]).toEqual([
      "",
      "",
    ]);
    expect([faultsEs.title("OLD_CODE", "it broke"), faultsEs.ownText("OLD_CODE", "it broke")]).toEqual([
      "it broke",
      "",
    ]);
  });
});

describe("a refusal in Spanish", () => {
  const codes = Object.keys(refusalTexts) as (keyof typeof refusalTexts)[];

  it.each(codes)("%s is said by its code, with its values", (code) => {
    const values = marks(refusalTexts[code]);
    const { text, as } = saidRefusal(code, ...(values as unknown as []));
    const said = refusalEs.of(text, as.said, as.values);
    expect(said).not.toBe(text);
    if (code !== "not-now") expect(said).not.toContain(text);
    // Why no plate, or what of a field, is said in words of ours.
    const own = ["no-plate", "bad-field"].includes(code) ? 1 : 0;
    const shown = code === "not-now" ? values.slice(1) : values.slice(0, values.length - own);
    for (const value of shown) expect(said).toContain(value);
  });

  it.each(Object.entries(inputTexts))("of a field: %s", (_code, sentence) => {
    const said = refusalEs.of("", "bad-field", ["plate", sentence]);
    expect(said).toMatch(/^Placa: ./);
    expect(said).not.toContain(sentence);
    expect(said).not.toContain("no es válido");
  });

  it("without a code keeps the words, and says whose they are", () => {
    expect(refusalEs.of("no read 7 is kept", "", [])).toBe("No se hizo. La unidad dice: no read 7 is kept");
  });
});

it.each(Object.keys(selfTestTexts) as (keyof typeof selfTestTexts)[])(
  "says of a self-test %s, its values, and apart what the unit says",
  (code) => {
    const values = marks(selfTestTexts[code]);
    const check = checked(["camera", "Front"], "failed", code, ...(values as unknown as []));
    const said = `${selfTestEs.text(check)} ${selfTestEs.own(check)}`;
    // The code of a fault is looked up.
    for (const value of code === "camera-fault" ? values.slice(1) : values) expect(said).toContain(value);
    expect(selfTestEs.part(check)).toBe("Cámara Front");
    if (selfTestEs.own(check) === "") expect(said.trim()).not.toBe(check.text);
  },
);
