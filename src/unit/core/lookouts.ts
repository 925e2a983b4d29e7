// Watches for plates, as the page handles them.
import type { Lookout, LookoutDraft } from "../../shared/domain/lookout.js";

/** Why a watch is not taken, in words for the officer. */
export class LookoutRefused extends Error {}

/**
 * Watches entered by hand. What resolves is in force in the matcher and on the disk. Rejects with LookoutRefused where the
 * draft cannot be one, and with what the disk said.
 */
export interface Lookouts {
  /** Newest first; those that are over stay for a week, to be entered again. */
  list(): readonly Lookout[];
  find(id: string): Lookout | null;
  /** The draft as it would be kept; throws LookoutRefused. `id` is that of the watch it changes. */
  check(draft: LookoutDraft, id?: string): void;
  add(draft: LookoutDraft, by: string): Promise<Lookout>;
  /** Null where no watch has this id. */
  change(id: string, draft: LookoutDraft, by: string): Promise<Lookout | null>;
  end(id: string, by: string): Promise<Lookout | null>;
  /** False while the store is a stand-in: a restart forgets what is entered now. */
  readonly kept: boolean;
}
