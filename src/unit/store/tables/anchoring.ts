import type { ChainHead } from "../../../shared/evidence/chain.js";
import type { ExternalAnchor } from "../ledger/external-anchor.js";

/** Puts heads into the external anchor: only those that are durable, and never an older one over a newer one. */
export function createAnchoring(
  anchor: ExternalAnchor,
  onFault: (error: unknown) => void,
): {
  put(head: ChainHead): void;
  later(head: ChainHead): void;
  after(flushed: () => Promise<void>): Promise<void>;
} {
  let last = anchor.get()?.seq ?? 0;
  let unflushed: ChainHead | null = null;
  let turn: Promise<void> = Promise.resolve();
  const putApart = async (head: ChainHead): Promise<void> => {
    if (head.seq <= last) return;
    try {
      await anchor.putApart(head);
      last = Math.max(last, head.seq);
    } catch (error) {
      onFault(error);
    }
  };
  const put = (head: ChainHead): void => {
    if (head.seq <= last) return;
    try {
      anchor.put(head);
      last = head.seq;
    } catch (error) {
      onFault(error);
    }
  };
  return {
    put,
    later: (head) => void (unflushed = head),
    async after(flushed) {
      const head = unflushed;
      await flushed();
      if (head) await (turn = turn.then(() => putApart(head)));
    },
  };
}
