import { useEffect, useRef, useState } from "preact/hooks";
import { Refused } from "../../../../shared/web/refused.js";
import type { ChainJson, TrailJson } from "../../../../shared/web/trail-types.js";
import { anyLine, type TrailFilters } from "../../../../shared/web/trail/trail-filters.js";
import { oversightWords } from "../words/en/oversight.js";
import { chainNow, trailPage } from "./oversight-api.js";

const words = (error: unknown, otherwise: string): string =>
  error instanceof Refused ? error.message : otherwise;

interface FoundLines {
  readonly page: TrailJson;
  /** What was asked for. */
  readonly filters: TrailFilters;
}

/** The lines that fit, page by page; what comes of an older question is dropped. */
export function useTrail() {
  // Together: older lines and a package are of what is shown, also while another question is under way, or failed.
  const [found, setFound] = useState<FoundLines | null>(null);
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const current = useRef<AbortController | null>(null);
  const load = (wanted: TrailFilters, before: TrailJson | null): void => {
    current.current?.abort();
    const mine = (current.current = new AbortController());
    setFault("");
    setBusy(true);
    trailPage(wanted, before?.next ?? "", mine.signal)
      .then(
        (next) => {
          if (mine.signal.aborted) return;
          setFound({ page: { ...next, lines: [...(before?.lines ?? []), ...next.lines] }, filters: wanted });
        },
        (error: unknown) => mine.signal.aborted || setFault(words(error, oversightWords().noTrail)),
      )
      .finally(() => mine.signal.aborted || setBusy(false));
  };
  useEffect(() => {
    load(anyLine, null);
    return () => current.current?.abort();
  }, []);
  return {
    ...{ page: found?.page ?? null, filters: found?.filters ?? anyLine, fault, busy },
    show: (wanted: TrailFilters): void => load(wanted, null),
    more: () => found && load(found.filters, found.page),
  };
}

/** How far the chain holds: asked until it was followed to its end, or something does not hold. */
export function useChain(): { readonly chain: ChainJson | null; readonly fault: string } {
  const [chain, setChain] = useState<ChainJson | null>(null);
  const [fault, setFault] = useState("");
  useEffect(() => {
    let over = false;
    const next = (): void => {
      chainNow().then(
        (said) => {
          if (over) return;
          setChain(said);
          if (said.checkedTo < said.links && said.findings.length === 0) next();
        },
        (error: unknown) => over || setFault(words(error, oversightWords().noChain)),
      );
    };
    next();
    return () => void (over = true);
  }, []);
  return { chain, fault };
}
