import { useEffect, useRef, useState } from "preact/hooks";
import type { HitJson } from "../../../shared/web/api-types.js";
import { encounters } from "./api.js";
import { Refused } from "../../../shared/web/refused.js";
import { shellWords } from "./words/en/shell.js";

/** What the log may show, in the order of the buttons. */
export const logViews = ["unverified", "mine", "today", "all"] as const;

/** What the log shows. Empty: no filter. `today`: only since this midnight of the screen. */
export interface LogFilters {
  readonly show: (typeof logViews)[number];
  readonly priority: string;
  readonly category: string;
  readonly verdict: string;
}

/**
 * A page of encounters as it is filled; `fault` holds what the unit answered, empty when all is well. `more` adds
 * older ones.
 */
export interface HitLog {
  readonly hits: readonly HitJson[];
  readonly isMore: boolean;
  readonly busy: boolean;
  readonly fault: string;
  /** Server time at which the newest of it was asked for. */
  readonly askedAt: number;
  readonly more: () => void;
  readonly again: () => void;
}

function fieldsOf({ show, ...others }: LogFilters, now: number): Record<string, string> {
  if (show !== "today") return { ...others, show };
  return { ...others, show: "all", since: String(new Date(now).setHours(0, 0, 0, 0)) };
}

/** Loads the log from the unit, page by page; a newer question drops the answer to an older one. */
export function useLog(filters: LogFilters, now: number): HitLog {
  const [hits, setHits] = useState<readonly HitJson[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [busy, setBusy] = useState(true);
  const [fault, setFault] = useState("");
  const [askedAt, setAskedAt] = useState(now);
  const asked = useRef(0);

  const load = (before: string | null): void => {
    const id = ++asked.current;
    setBusy(true);
    setFault("");
    if (before === null) setAskedAt(now);
    encounters({ ...fieldsOf(filters, now), before: before ?? "" })
      .then(
        (page) => {
          if (id !== asked.current) return;
          setHits((known) => (before === null ? page.hits : [...known, ...page.hits]));
          setNext(page.next);
        },
        (error: unknown) => {
          if (id !== asked.current) return;
          setFault(error instanceof Refused ? error.message : shellWords().logFault);
        },
      )
      .finally(() => id === asked.current && setBusy(false));
  };
  useEffect(() => {
    // What stood under other filters must not pass for what these show.
    setHits([]);
    setNext(null);
    load(null);
  }, [JSON.stringify(filters)]);
  return {
    ...{ hits, isMore: next !== null, busy, fault, askedAt },
    more: () => load(next),
    again: () => load(null),
  };
}
