// The language of this screen: chosen here and kept in this browser, or as the unit says. English goes on where another
// cannot be loaded.
import { languages, type Language } from "../../../../shared/domain/closed-sets.js";
import { speak, spoken, type Translation } from "../../../../shared/web/words/spoken.js";
import { welcome } from "../api.js";

const key = "tagwatch.language";
/** The longest the first page waits for the unit to say its language. */
const saidMs = 3_000;

const loaders: Readonly<Record<Language, () => Promise<Translation>>> = {
  en: () => Promise.resolve({}),
  es: async () => (await import("../words/es/index.js")).spanish,
};

let missing: Language | null = null;
let asked: Language = languages[0];
let redraw = (): void => undefined;

/** What was wanted and could not be loaded. */
export const missingLanguage = (): Language | null => missing;

/** What was chosen on this screen, else what the unit is set up to. */
async function wanted(): Promise<Language> {
  const chosen = languages.find((one) => one === localStorage.getItem(key));
  if (chosen) return chosen;
  const late = new Promise<null>((done) => setTimeout(() => done(null), saidMs));
  const said = await Promise.race([welcome(), late]).catch(() => null);
  return said?.language ?? languages[0];
}

/** Speaks a language once its words are there; false where they cannot be had, and the language stays. */
async function take(language: Language): Promise<boolean> {
  asked = language;
  try {
    const words = await loaders[language]();
    // Another was chosen while these were on their way.
    if (asked !== language) return true;
    speak(language, words);
    missing = null;
  } catch {
    missing = language;
  }
  redraw();
  return missing === null;
}

/** Takes the language of this screen before the first page is drawn; `draw` draws it anew when the language changes. */
export async function startLanguage(draw: () => void): Promise<void> {
  const language = await wanted();
  if (language !== spoken()) await take(language);
  redraw = draw;
}

/** The person chooses: kept for this screen, and spoken at once. False where it could not be loaded. */
export function chooseLanguage(language: Language): Promise<boolean> {
  localStorage.setItem(key, language);
  return take(language);
}
