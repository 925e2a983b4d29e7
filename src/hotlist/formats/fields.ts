/**
 * Fields of a delimited line. With `quoted`, a field may stand in double quotes with "" for one quote (RFC 4180);
 * null when a quote is not closed on the line.
 */
export function splitFields(line: string, delimiter: string, quoted: boolean): readonly string[] | null {
  if (!quoted || !line.includes('"')) return line.split(delimiter);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] !== '"') {
      const end = line.indexOf(delimiter, at);
      if (end < 0) return [...fields, line.slice(at)];
      fields.push(line.slice(at, end));
      at = end + 1;
      continue;
    }
    const close = closingQuote(line, at + 1);
    if (close < 0) return null;
    fields.push(line.slice(at + 1, close).replaceAll('""', '"'));
    // What stands between the closing quote and the delimiter belongs to nothing and is dropped.
    const end = line.indexOf(delimiter, close + 1);
    if (end < 0) return fields;
    at = end + 1;
  }
}

/** Whether a quoted field does not end on this line, or ends where no field may end. */
export function hasOpenQuote(line: string, delimiter: string): boolean {
  for (let at = 0; ;) {
    let end = at;
    if (line[at] === '"') {
      const close = closingQuote(line, at + 1);
      if (close < 0) return true;
      end = close + 1;
      if (end < line.length && !line.startsWith(delimiter, end) && line.slice(end).trim() !== "") return true;
    }
    end = line.indexOf(delimiter, end);
    if (end < 0) return false;
    at = end + delimiter.length;
  }
}

function closingQuote(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 2)) {
    if (line[at + 1] !== '"') return at;
  }
  return -1;
}
