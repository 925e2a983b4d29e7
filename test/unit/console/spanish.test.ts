// What the pages put together from words and values, in Spanish: its order of words, its plurals, and no English left in it.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ReadsJson } from "../../../src/shared/web/api-types.js";
import { speak } from "../../../src/shared/web/words/spoken.js";
import { densityWords } from "../../../src/unit/console/web/map/ground.js";
import { faultRows, slotRows } from "../../../src/unit/console/web/oversight/statistics-words.js";
import { askedWords, countWords, unsearchedWords } from "../../../src/unit/console/web/search/filters.js";
import { sharpWords } from "../../../src/unit/console/web/unit/aim/aim-words.js";
import { timeWords } from "../../../src/unit/console/web/unit/belief.js";
import { oversightWords } from "../../../src/unit/console/web/words/en/oversight.js";
import { spanish } from "../../../src/unit/console/web/words/es/index.js";

beforeEach(() => {
  vi.stubGlobal("document", { documentElement: {} });
  speak("es", spanish);
});
afterEach(() => {
  speak("en", {});
  vi.unstubAllGlobals();
});

const page = (count: number, over: Partial<ReadsJson> = {}): ReadsJson => {
  const reads = Array.from({ length: count }, () => ({}) as never);
  return { reads, next: null, ended: "all", searchedTo: null, ...over };
};
const day = Date.UTC(2026, 0, 15, 18);

it("says what was searched", () => {
  const asked = { plate: "41*", similar: "true", camera: "front", near: "37.69,-97.33,500" };
  expect(askedWords(asked, { front: "Front left" })).toBe(
    "Placa 41*, también letras parecidas · cámara Front left · a menos de 500 m de 37.69,-97.33",
  );
  expect(askedWords({ category: "stolen-plate", verdict: "unverified" }, {})).toBe(
    "Placa robada · veredicto: no verificado",
  );
  expect(askedWords({}, {})).toBe("Todas las lecturas");
});

it("counts one and many", () => {
  expect([page(1), page(2), page(50, { next: "n" })].map(countWords)).toEqual([
    "1 encontrada",
    "2 encontradas",
    "50+ encontradas",
  ]);
  const { signedBefore } = oversightWords();
  expect(signedBefore("7", "hoy", 1)).toContain("1 posterior espera la próxima firma");
  expect(signedBefore("7", "hoy", 2)).toContain("2 posteriores esperan la próxima firma");
});

it("says what was not searched and not counted, with the date as Spanish has it", () => {
  expect(unsearchedWords(page(0, { ended: "part", searchedTo: day }))).toMatch(
    /^Se buscó hacia atrás hasta el 15 ene 2026 .*no se revisaron\. Se están preparando/,
  );
  const box = { south: 37, west: -98, north: 38, east: -97 };
  const density = { cells: [], cellDegrees: 0.001, countedTo: day, isCut: false, box };
  expect(densityWords(density)).toMatch(/^No se leyó ninguna placa .* desde el 15 ene 2026/);
});

it("says numbers, times and what to do about a plate", () => {
  const slots = [{ from: day, to: day + 1, reads: 3, hits: 1 }];
  expect(slotRows({ slots } as never, "week").reads).toEqual([["15 ene", 3]]);
  const fault = { code: "GPS_LOST", subject: "gps", times: 1, ms: 1_000 };
  expect(faultRows({ faults: [fault] } as never, {})).toEqual([
    ["El receptor no da posición", "gps", "1", "menos de 1 min"],
  ]);
  expect(sharpWords(0.3)).toBe("30 %: enfoque, o use un obturador más rápido");
  const sources = [{ source: "ntp", aheadMs: -2_000, steadyMs: 60_000, heardMsAgo: 0 }] as const;
  expect(timeWords({ state: "vouched", by: ["gps", "ntp"], why: "", sources } as never).text).toBe(
    "Avalada por el GPS y la hora de la red; la hora de la red va 2.0 s por detrás del reloj de la unidad, estable durante 60 s",
  );
});
