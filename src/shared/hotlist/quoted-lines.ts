// Lines to records: a quoted field may go on over several lines (RFC 4180). Without this, a remark's second line would
// be taken for a row, and its first words for a plate.
import { hasOpenQuote } from "./fields.js";
import { longestLine } from "./lines.js";

/** Most lines of one record. A quote that is not closed within them is a typing error, and takes no rows with it. */
const mostLines = 20;

/** Between the line splitter and the parser, for delimited formats with quotes; `end` hands on what still waits. */
export interface LineJoiner {
  /** Takes a line; `number` counts from 1. */
  push(line: string, number: number): void;
  /** The file is at its end. */
  end(): void;
}

/**
 * Hands on whole records, with the number of their first line; the lines of one are joined by a blank. When the quote is
 * not closed, or closed where no field ends, every line is handed on by itself, and the parser refuses the first.
 */
export function createLineJoiner(
  delimiter: string,
  take: (record: string, number: number) => void,
): LineJoiner {
  let waiting: { readonly line: string; readonly number: number }[] = [];

  function push(line: string, number: number): void {
    if (waiting.length === 0) {
      if (!line.includes('"') || !hasOpenQuote(line, delimiter)) return take(line, number);
      waiting = [{ line, number }];
      return;
    }
    waiting.push({ line, number });
    const length = waiting.reduce((sum, part) => sum + part.line.length + 1, 0);
    if (length > longestLine || waiting.length > mostLines) return giveUp();
    // A line without a quote closes nothing.
    if (!line.includes('"')) return;
    const joined = waiting.map((part) => part.line).join(" ");
    if (hasOpenQuote(joined, delimiter)) return;
    const first = waiting[0]?.number ?? number;
    waiting = [];
    take(joined, first);
  }

  function giveUp(): void {
    const [first, ...others] = waiting;
    waiting = [];
    if (first) take(first.line, first.number);
    for (const { line, number } of others) push(line, number);
  }

  return {
    push,
    end: () => {
      while (waiting.length > 0) giveUp();
    },
  };
}
