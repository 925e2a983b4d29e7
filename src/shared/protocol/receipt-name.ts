/**
 * How a receipt names a message: its id, and for a hit or an alert of a corrected read `<id>.<revision>` (docs/messages.md,
 * rule 7). Both revisions have one id: a late receipt for the first must not count for the correction.
 */
export function receiptName({
  id,
  type,
  revision,
}: {
  readonly id: string;
  readonly type?: unknown;
  readonly revision?: unknown;
}): string {
  const isOfHit = type === "hit" || type === "alert";
  return isOfHit && typeof revision === "number" && revision > 1 ? `${id}.${String(revision)}` : id;
}
