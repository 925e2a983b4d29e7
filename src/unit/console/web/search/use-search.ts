import { useRef, useState } from "preact/hooks";
import type { ReadsJson } from "../../../../shared/web/api-types.js";
import { Refused } from "../../../../shared/web/refused.js";
import { searchReads } from "../api.js";
import { searchWords } from "../words/en/search.js";
import type { Filters } from "./filters.js";

/** One search at a time: what comes of an older one is dropped. */
export function useSearch() {
  const [page, setPage] = useState<ReadsJson | null>(null);
  const [filters, setFilters] = useState<Filters>({});
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const current = useRef<AbortController | null>(null);
  const load = (wanted: Filters, before: ReadsJson | null): void => {
    current.current?.abort();
    const mine = (current.current = new AbortController());
    setFault("");
    setBusy(true);
    searchReads({ ...wanted, before: before?.next ?? "" }, mine.signal)
      .then(
        (found) =>
          mine.signal.aborted || setPage({ ...found, reads: [...(before?.reads ?? []), ...found.reads] }),
        (error: unknown) =>
          mine.signal.aborted || setFault(error instanceof Refused ? error.message : searchWords().failed),
      )
      .finally(() => mine.signal.aborted || setBusy(false));
  };
  return {
    ...{ page, filters, fault, busy },
    search: (wanted: Filters): void => {
      setFilters(wanted);
      load(wanted, null);
    },
    more: () => page && load(filters, page),
    again: (): void => {
      current.current?.abort();
      setBusy(false);
      setFault("");
      setPage(null);
    },
  };
}
