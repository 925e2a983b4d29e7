// What is known of plates before one is looked at: made at the rim (unit/config/plates.ts), used by unit/core/judgement.

/** One serial format of a jurisdiction. `pattern`: literal characters and classes with counts, `[0-9]{4}[A-Z]{3}`. */
export interface SerialFormat {
  readonly pattern: string;
  /** Share of the jurisdiction's plates, 0..1. */
  readonly share: number;
  /** Characters believed unused: each weighs `SerialFormats.rare` of another one in its place. */
  readonly rare?: string;
}

/** The plates of one jurisdiction; shares sum to 1. */
export interface Jurisdiction {
  readonly personalised: { readonly share: number; readonly most: number };
  /** Share of everything unknown: special issues, tribes, what the study of formats lacks. */
  readonly else: number;
  readonly formats: readonly SerialFormat[];
}

/** config/plates-grammar.json; keys are postal codes, and names of provinces and of the federal government's plates. */
export interface SerialFormats {
  readonly rare: number;
  readonly jurisdictions: Readonly<Record<string, Jurisdiction>>;
}

/** How often plates of a state pass here, in shares that need not sum to anything. */
export interface Passing {
  readonly states: Readonly<Record<string, number>>;
  /** Each state that is not named. */
  readonly otherStates: number;
  /** All plates from elsewhere together. */
  readonly elsewhere: number;
}

/** Everything that is known of plates before one is looked at. */
export interface PlateTables {
  readonly formats: SerialFormats;
  /** Words that people put on plates; their letter sequences are what personalised plates are made of. */
  readonly words: readonly string[];
  readonly passing: Passing;
}
