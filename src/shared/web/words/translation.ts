// Holds a translation to its English words, in the compiler.

type Count<Word> = Word extends (...values: infer Values) => unknown ? Values["length"] : never;

type SameValues<Word, English> = [Count<Word>, Count<English>] extends [Count<English>, Count<Word>]
  ? Word
  : never;

/** The words themselves where each has its English one, with as many values; else `never` where one has not. */
export type Same<Words, English> = {
  [Key in keyof Words]: Key extends keyof English
    ? English[Key] extends string
      ? Words[Key]
      : English[Key] extends (...values: never) => unknown
        ? SameValues<Words[Key], English[Key]>
        : Same<Words[Key], English[Key]>
    : never;
};

/**
 * Takes words of another language for an area that have the keys of the English ones, no more and no fewer, and whose
 * sentences take the same values: one that left out a plate would be an error of types.
 */
export function translationOf<Area extends () => object>() {
  return <Words extends ReturnType<Area>>(words: Words & Same<Words, ReturnType<Area>>): ReturnType<Area> =>
    words;
}
