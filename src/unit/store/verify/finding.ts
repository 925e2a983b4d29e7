import type { LinkKind } from "../../../shared/evidence/chain.js";

/** Something that does not hold: which record, and what is wrong with it. */
export interface Finding {
  readonly seq: number;
  readonly kind: LinkKind | "witness" | "head" | "loss" | "search";
  readonly ref: string;
  readonly problem:
    | "altered"
    | "missing"
    | "reordered"
    | "cut"
    | "unsigned"
    | "picture"
    | "unlinked"
    | "early"
    | "unfindable";
  readonly text: string;
}

/** Where something does not hold. */
type Place = Pick<Finding, "seq" | "kind" | "ref">;

/** A finding at a place. */
export function finding(place: Place, problem: Finding["problem"], text: string): Finding {
  const { seq, kind, ref } = place;
  return { seq, kind, ref, problem, text };
}
