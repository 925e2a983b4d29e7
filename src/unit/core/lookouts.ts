// Watches for plates, as the page handles them.
import {
  saidRefusal,
  type RefusalCode,
  type RefusalValues,
  type SaidRefusal,
} from "../../shared/domain/said/refusals.js";
import type { Lookout, LookoutDraft } from "../../shared/domain/lookout.js";

/** Why a watch is not taken, in words for the officer. */
export class LookoutRefused<Said extends RefusalCode = RefusalCode> extends Error {
  /** The same for a page of any language. */
  readonly as: SaidRefusal;

  constructor(said: Said, ...values: RefusalValues<Said>) {
    const { text, as } = saidRefusal(said, ...values);
    super(text);
    this.as = as;
  }
}

/** Reads of the past that a watch matches, and how many of them, the newest, are hits. */
export interface EarlierReads {
  readonly found: number;
  readonly written: number;
}

/**
 * Watches entered by hand. What resolves is in force in the matcher and on the disk. Rejects with LookoutRefused where the
 * draft cannot be one, and with what the disk said.
 */
export interface Lookouts {
  /** Newest first; those that are over stay for a week, to be entered again. */
  list(): readonly Lookout[];
  find(id: string): Lookout | null;
  /** What was found among earlier reads: "waiting" while they are looked through, null where it is not known any more. */
  earlier(id: string): EarlierReads | "waiting" | null;
  /** The draft as it would be kept; throws LookoutRefused. `id` is that of the watch it changes. */
  check(draft: LookoutDraft, id?: string): void;
  add(draft: LookoutDraft, by: string): Promise<Lookout>;
  /** Null where no watch has this id. */
  change(id: string, draft: LookoutDraft, by: string): Promise<Lookout | null>;
  end(id: string, by: string): Promise<Lookout | null>;
  /** False while the store is a stand-in: a restart forgets what is entered now. */
  readonly kept: boolean;
}
