// Questions to dispatch that are under way, by hit. Each step is in the audit trail; what is here is what the cards show
// and what the verdict takes with it. A restart forgets it: the trail has the question, and the officer asks again.
import type { ConfirmAnswer, ConfirmMethod } from "../../shared/domain/closed-sets.js";
import type { DispatchCheck } from "../../shared/domain/verification.js";
import type { Clock } from "../../shared/domain/ports.js";

/** What came back, and from whom. */
export interface Answered {
  readonly answer: ConfirmAnswer;
  readonly by: string;
  readonly reference: string;
}

/** The newest question of each hit. */
export interface Checks {
  find(hitId: string): DispatchCheck | null;
  /** Begins a question, now; one that had no answer gives way. */
  ask(hitId: string, method: ConfirmMethod, askedBy: string): DispatchCheck;
  /** The question with its answer, now; null when nothing was asked, or the answer was there already. */
  answered(hitId: string, answered: Answered): DispatchCheck | null;
  keep(hitId: string, confirmation: DispatchCheck): void;
  forget(hitId: string): void;
}

const mostChecks = 500;

/** Times are the unit's: what the screen says of its own clock counts for nothing. */
export function createChecks(clock: Clock): Checks {
  const byHit = new Map<string, DispatchCheck>();
  const keep = (hitId: string, confirmation: DispatchCheck): DispatchCheck => {
    byHit.delete(hitId);
    byHit.set(hitId, confirmation);
    const oldest = byHit.keys().next().value;
    if (byHit.size > mostChecks && oldest !== undefined) byHit.delete(oldest);
    return confirmation;
  };
  return {
    find: (hitId) => byHit.get(hitId) ?? null,
    ask(hitId, method, askedBy) {
      const asked = { method, askedAt: clock.now(), askedBy };
      return keep(hitId, { ...asked, answer: null, answeredAt: null, answeredBy: "", reference: "" });
    },
    answered(hitId, { answer, by, reference }) {
      const open = byHit.get(hitId);
      if (open?.answer !== null) return null;
      return { ...open, answer, answeredAt: clock.now(), answeredBy: by, reference };
    },
    keep: (hitId, confirmation) => void keep(hitId, confirmation),
    forget: (hitId) => void byHit.delete(hitId),
  };
}
