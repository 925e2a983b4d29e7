// Words for hits, as on the officer's page; a word of a newer unit is shown as it is.
import type { Category, Priority } from "../../../shared/domain/categories.js";
import type { Verdict } from "../../../shared/domain/closed-sets.js";
import { labelWords } from "../../../shared/web/words/en/labels.js";
import type { FoundHit } from "../../core/questions.js";

/** What became of a hit. */
export function verdictWords({
  verdict,
  isCancelled,
  isCovert,
}: Pick<FoundHit, "verdict" | "isCancelled" | "isCovert">): string {
  if (isCancelled) return "Cancelled";
  if (verdict === null) return isCovert ? "No verdict is asked for" : labelWords().unverified;
  return verdict in labelWords().verdict ? labelWords().verdict[verdict as Verdict] : verdict;
}

/** Before what a covert hit is for; empty for others. */
export const covertWords = ({ isCovert }: Pick<FoundHit, "isCovert">): string =>
  isCovert ? "COVERT, do not stop, do not air: " : "";

/** What a hit is for. */
export const categoryWords = ({ category }: Pick<FoundHit, "category">): string =>
  category in labelWords().category ? labelWords().category[category as Category] : category;

/** What a hit is for, how urgent, and by which list. */
export function hitWords(hit: Pick<FoundHit, "category" | "priority" | "source">): string {
  const how =
    hit.priority in labelWords().priority ? labelWords().priority[hit.priority as Priority] : hit.priority;
  return `${categoryWords(hit)}, ${how}, ${hit.source}`;
}
