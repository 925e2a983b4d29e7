// The words of the page in the language that is spoken. English is the source: its files give the types, and it is there from
// the first load. Another language is loaded as a part of its own and put in its place while the page stands.
import { languages, type Language } from "../../domain/closed-sets.js";

/** The words of a language by area; an area that is missing is spoken in English. */
export type Translation = Readonly<Record<string, object>>;

let language: Language = languages[0];
let translation: Translation = {};

/** The language spoken now. */
export const spoken = (): Language => language;

/** Speaks a language from now on; the page must be drawn anew. */
export function speak(next: Language, words: Translation): void {
  language = next;
  translation = words;
  document.documentElement.lang = next;
}

/**
 * The words of an area, under a name of its own, by its English ones. What it gives is asked for each time something is drawn:
 * kept at the top of a file, a word would stay in the first language.
 */
export function area<Words extends object>(name: string, english: Words): () => Words {
  return () => (translation[name] as Words | undefined) ?? english;
}

/** Numbers and dates of the United States in a language. */
const locales: Readonly<Record<Language, string>> = { en: "en-US", es: "es-US" };

/** For `Intl`. */
export const locale = (): string => locales[language];
