import { useEffect, useRef, useState } from "preact/hooks";
import type { ReadsJson } from "../../../../shared/web/api-types.js";
import { Refused } from "../../../../shared/web/refused.js";
import { searchReads } from "../api.js";
import { searchWords } from "../words/en/search.js";
import type { Filters } from "./filters.js";
import type { KeptSearch } from "./kept-search.js";

const nothingAsked: Filters = {};

/** One search at a time: what comes of an older one is dropped. */
export function useSearch(found: KeptSearch["found"], setFound: (found: KeptSearch["found"]) => void) {
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);
  const load = (wanted: Filters, before: ReadsJson | null): void => {
    current.current?.abort();
    const mine = (current.current = new AbortController());
    setFault("");
    setBusy(true);
    searchReads({ ...wanted, before: before?.next ?? "" }, mine.signal).then(
      (next) => {
        if (mine.signal.aborted) return;
        setBusy(false);
        setFound({ page: { ...next, reads: [...(before?.reads ?? []), ...next.reads] }, filters: wanted });
      },
      (error: unknown) => {
        if (mine.signal.aborted) return;
        setBusy(false);
        setFault(error instanceof Refused ? error.message : searchWords().failed);
      },
    );
  };
  return {
    ...{ page: found?.page ?? null, filters: found?.filters ?? nothingAsked, fault, busy },
    search: (wanted: Filters): void => load(wanted, null),
    more: () => found && load(found.filters, found.page),
    again: (): void => {
      current.current?.abort();
      setBusy(false);
      setFault("");
      setFound(null);
    },
  };
}
