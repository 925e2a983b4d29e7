// A plate asked for by a person: exact entries first, then what may be confused with it.
import type { HotlistConfig } from "../config/schema.js";
import type { Confusions } from "../../shared/domain/confusables.js";
import { differences, fitsPattern } from "../../shared/domain/differences.js";
import { matchKeys } from "../../shared/domain/match-keys.js";
import type { Millis } from "../../shared/domain/types.js";
import { lettersAsZero } from "../core/matching/likelihood.js";
import type { FoundEntry, PlateAnswer } from "../core/plate-lookup.js";
import { exactly } from "../core/when.js";
import { restingText } from "./active-hours.js";
import type { HotlistLibrary } from "./library.js";

/** The lists in force, and what is needed to ask them. */
export interface FindPlateDeps {
  readonly library: HotlistLibrary;
  readonly config: HotlistConfig;
  readonly confusions: Confusions;
  readonly now: Millis;
}

/** Looks a plate up in all lists; `state` is a postal code. */
export function findPlate(asked: FindPlateDeps, plate: string, state: string | undefined): PlateAnswer {
  const { library, confusions, now } = asked;
  const when = exactly(now);
  const keys = matchKeys([{ text: plate, probability: 1 }], confusions);
  const entries = [
    ...library.lookup(keys, when),
    ...library.patterns(when).filter((entry) => fitsPattern(entry.plate, plate)),
  ];
  const rank = (found: FoundEntry): number =>
    (found.exact ? 0 : 4 + found.differs.length) + (found.stateMatch === "mismatch" ? 2 : 0);
  const found = entries
    .map((entry): FoundEntry => {
      const [listed, wanted] = entry.lettersOAsZero
        ? [lettersAsZero(entry.plate), lettersAsZero(plate)]
        : [entry.plate, plate];
      const isPattern = /[*?]/.test(listed);
      return {
        entry,
        exact: listed === wanted,
        stateMatch: !state || !entry.state ? "unknown" : state === entry.state ? "match" : "mismatch",
        differs: isPattern ? [] : differences(listed, wanted),
      };
    })
    .sort((a, b) => rank(a) - rank(b));
  return { found, ...lookedAt(asked) };
}

function lookedAt({ library, config, now }: FindPlateDeps): Pick<PlateAnswer, "lists" | "notLookedAt"> {
  const states = library.status().map(({ source, state, lastError }) => {
    const own = config.sources.find(({ id }) => id === source);
    const resting = own ? restingText(own, now) : null;
    const why = lastError === null ? "" : ` (${lastError})`;
    if (resting !== null) return { source, asked: false, text: `${source} was not looked at: ${resting}` };
    if (state === "in-force") return { source, asked: true, text: "" };
    if (state === "stale") return { source, asked: true, text: `${source} is stale${why}` };
    return { source, asked: false, text: `${source} was not looked at: it is ${state}${why}` };
  });
  return {
    lists: states.filter(({ asked }) => asked).map(({ source }) => source),
    notLookedAt: states.map(({ text }) => text).filter((text) => text !== ""),
  };
}
