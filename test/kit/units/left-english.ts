// Finds words of our English dictionaries on a page that speaks Spanish.
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { errorTable } from "../../../src/shared/domain/faults/errors.js";
import { inputTexts } from "../../../src/shared/domain/said/inputs.js";
import { refusalTexts } from "../../../src/shared/domain/said/refusals.js";
import { selfTestTexts } from "../../../src/shared/domain/said/self-test.js";
import { spanish } from "../../../src/unit/console/web/words/es/index.js";

const src = fileURLToPath(new URL("../../../src/", import.meta.url));
/** Stands for a value within a sentence. */
const value = "\u0000";

/** What a sentence says of values of several kinds: one, many, a list, fields. */
function outcomes(sentence: (...values: never) => unknown): readonly unknown[] {
  const fields = new Proxy({}, { get: () => value });
  return [value, 1, [value], fields].flatMap((one) => {
    try {
      return [sentence(...(Array.from({ length: sentence.length }, () => one) as never))];
    } catch {
      return [];
    }
  });
}

function textOf(drawn: unknown): string {
  if (Array.isArray(drawn)) return drawn.map(textOf).join("");
  return typeof drawn === "string" ? drawn : value;
}

/** Written alike in every language. */
const units = new Set(["ms", "px", "min", "MB", "GB"]);

/** A sentence's parts between its values, without signs at their ends. */
const partsOf = (text: string): readonly string[] =>
  text
    .split(new RegExp(`[${value}\\d]+`))
    .map((part) => part.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ""))
    .filter((part) => /\p{L}{2}/u.test(part) && !units.has(part));

/** All that words, sentences and areas of them say. */
function saidBy(words: unknown): readonly string[] {
  if (typeof words === "string") return partsOf(words);
  if (typeof words === "function")
    return outcomes(words as (...values: never) => unknown).flatMap((one) => partsOf(textOf(one)));
  return typeof words === "object" && words !== null ? Object.values(words).flatMap(saidBy) : [];
}

/** The English areas of words, by name. */
async function englishAreas(): Promise<Readonly<Record<string, unknown>>> {
  const files = globSync("{shared,unit/console}/web/words/en/*.ts", { cwd: src });
  const found: Record<string, unknown> = {};
  for (const file of files) {
    const said = (await import(src + file)) as Readonly<Record<string, () => unknown>>;
    const names = /export const (\w+) = area(?:<[^(]*>)?\(\s*"([\w-]+)"/g;
    for (const [, call = "", name = ""] of readFileSync(src + file, "utf8").matchAll(names))
      found[name] = said[call]?.();
  }
  return found;
}

const within = (part: string): RegExp =>
  new RegExp(`(?<![\\p{L}'’])${part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}'’])`, "u");

/** The English words and sentences that stand in no Spanish one; what Spanish writes alike ("No", "Supervisor") is left out. */
export async function englishParts(): Promise<readonly string[]> {
  const areas = await englishAreas();
  if (Object.keys(areas).length < 20) throw new Error("the English words were not found");
  const tables = [errorTable, inputTexts, refusalTexts, selfTestTexts];
  const english = new Set([...Object.values(areas), ...tables].flatMap(saidBy));
  const inSpanish = Object.values(spanish).flatMap(saidBy).join(" | ").toLowerCase();
  return [...english].filter((part) => !within(part.toLowerCase()).test(inSpanish));
}

/** Read as English by a screen reader, or what lists, dispatch and people wrote. */
const others = "[lang=en], script, style, .fields dd, .plate-text";

/** What a person sees or hears on a page: text by text, with labels, titles, alternatives and placeholders. */
function spokenOn(page: Page): Promise<readonly string[]> {
  return page.evaluate((apart) => {
    const own = document.documentElement.lang === "en" ? null : document.documentElement;
    const told: string[] = [document.title];
    for (const one of document.body.querySelectorAll<HTMLElement>("*")) {
      const foreign = one.closest(apart);
      const isSeen = (one.closest("select") ?? one).checkVisibility();
      if (!isSeen || (foreign && foreign !== own)) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt"])
        told.push(one.getAttribute(name) ?? "");
      told.push(...[...one.childNodes].map((node) => (node.nodeType === 3 ? (node.nodeValue ?? "") : "")));
    }
    return [...new Set(told.map((text) => text.trim()).filter((text) => /\p{L}{2}/u.test(text)))];
  }, others);
}

/** What is English of ours on a Spanish page: part and text, one a line. `parts`: of `englishParts`. */
export async function leftEnglish(page: Page, parts: readonly string[]): Promise<readonly string[]> {
  const told = await spokenOn(page);
  if (told.length < 5) throw new Error("the page says next to nothing");
  return told.flatMap((text) => {
    const part = parts.find((one) => within(one).test(text));
    return part === undefined ? [] : [`"${part}" in "${text}"`];
  });
}
