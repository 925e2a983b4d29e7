// What a search found stays while other pages are shown: for the session that asked it alone, and until another plate is wanted.
import { useRef, useState } from "preact/hooks";
import type { ReadJson, ReadsJson } from "../../../../shared/web/api-types.js";
import type { Filters } from "./filters.js";
import { isWanted } from "./wanted-plate.js";

/** What the page of the search shows. */
export interface KeptSearch {
  /** Together: what was asked is said over what it found, also while another search is under way, or failed. */
  readonly found: { readonly page: ReadsJson; readonly filters: Filters } | null;
  readonly opened: ReadJson | null;
  /** Ids of the reads that are ticked. */
  readonly chosen: ReadonlySet<string>;
  readonly isMap: boolean;
}

const nothing: KeptSearch = { found: null, opened: null, chosen: new Set(), isMap: false };
let kept = { owner: "", what: nothing };

/** What `owner` (a session's own secret) was shown last, and what changes it. */
export function useKept(owner: string) {
  const [what, setWhat] = useState(() => (kept.owner === owner && !isWanted() ? kept.what : nothing));
  const newest = useRef(what);
  const change = (part: Partial<KeptSearch>): void => {
    newest.current = { ...newest.current, ...part };
    kept = { owner, what: newest.current };
    setWhat(newest.current);
  };
  return {
    ...what,
    setFound: (found: KeptSearch["found"]) => change({ found }),
    setOpened: (opened: KeptSearch["opened"]) => change({ opened }),
    setChosen: (chosen: KeptSearch["chosen"]) => change({ chosen }),
    setMap: (isMap: boolean) => change({ isMap }),
  };
}
