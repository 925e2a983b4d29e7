import type { HotlistSourceConfig } from "../../config/hotlist-schema.js";
import type { ImportMode } from "../../../shared/domain/closed-sets.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Row } from "../../../shared/hotlist/complete.js";
import type { Draft } from "../../../shared/hotlist/draft.js";
import type { ListMeta } from "../list-file/list-db.js";
import type { BareSignature } from "../../../shared/hotlist/signature.js";
import type { TallyResult } from "./tally.js";

/** What the file must be by what was announced or signed; what is left out was not said. */
export interface Expectations {
  /** SHA-256 of the file, hex. */
  readonly sha256?: string;
  /** Rows of the file, where they were signed. */
  readonly count?: number;
  /** The signed date of the list; it counts before one in the file. */
  readonly date?: Millis;
  /** A signature over the whole file. */
  readonly signature?: BareSignature;
}

/** What is to be built of which file, and what the file must hold to be taken. */
export interface BuildJob {
  readonly source: HotlistSourceConfig;
  /** The delivered file. */
  readonly input: string;
  /** The list file to write; must not exist. */
  readonly target: string;
  /** The list file in force, null for none. */
  readonly previous: string | null;
  /** The keys of list files; the first seals the target. */
  readonly key: Uint8Array;
  readonly mode: ImportMode;
  /** Takes a list although it has another mode in the name it was packed under, shrank, is older, is empty, or has more rejects than entries. */
  readonly force: boolean;
  /** The unit's time; null when its clock cannot be trusted, so that no date is in the future. */
  readonly now: Millis | null;
  /** What the announcement or the signature says of the file. */
  readonly expected: Expectations;
  /** Refuse the file with this SHA-256 before anything else is looked at: `sameFull`. */
  readonly unless?: string;
  /** Entries that removals are measured against, where more than the list in force has. */
  readonly fullEntries?: number;
}

/** Removals that took nothing off. */
export interface Removals {
  /** They name a plate that is not on the list. */
  readonly vain: number;
  /** They name a plate that stays on the list, under another state or none. */
  readonly left: number;
}

/** What a build made, and how it differs from the list in force; `previousEntries` null when there was none. */
export interface BuildResult extends TallyResult {
  readonly meta: ListMeta;
  readonly sha256: string;
  readonly previousEntries: number | null;
  /** Of a change. */
  readonly removals?: Removals;
  /** Why the list in force could not be opened, if it could not: then nothing was compared with it. */
  readonly previousFault: string | null;
}

/** Called whenever the work went on by a step. */
export type OnStep = () => void;

/** What becomes of a completed row; a text refuses it. */
export type TakeRow = (row: Row, draft: Draft) => string | undefined;
