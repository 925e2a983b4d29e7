// An alert where the page does not show it: on another page, and to who hears the page.
import { useMemo, useRef } from "preact/hooks";
import type { HitJson } from "../../../../shared/web/api-types.js";
import { matchWord } from "../../../../shared/web/labels.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { shellWords } from "../words/en/shell.js";
import { coveredAlert, isOpen, nextOpen } from "./card-rule.js";
import type { Feed } from "./feed-state.js";

/** The open alert to tell of while another page hides the live one; the log of hits hides those that came since it was opened. */
export function useElsewhere(tab: string, feed: Feed): HitJson | null {
  const opened = useRef({ tab: "", known: new Set<string>() });
  if (opened.current.tab !== tab) opened.current = { tab, known: new Set(feed.hits.map(({ id }) => id)) };
  return useMemo(() => {
    if (tab === "live") return null;
    if (tab === "hits") return coveredAlert(feed.hits.filter(isOpen), opened.current.known);
    return nextOpen({ ...feed, currentId: null });
  }, [feed, tab]);
}

/** The alert for a screen reader: the plate spelled, so that it is not read as a word, with the state that was read. */
export function spokenAlert(hit: HitJson): string {
  const state = isOpen(hit) ? (hit.read.state?.code ?? shellWords().stateUnknown) : "";
  const plate = [...hit.read.text].join(" ");
  const { category, inMatch, priority } = labelWords();
  return shellWords().spoken(
    priority[hit.entry.priority],
    category[hit.entry.category],
    `${state} ${plate}`,
    inMatch[matchWord(hit)],
  );
}
