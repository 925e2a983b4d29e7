import type { Fields, Log } from "../../../src/shared/domain/ports.js";

export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly text: string;
  readonly fields: Fields;
}

/** A log that remembers its lines, for tests that assert on what the journal would say. */
export function memoryLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const make = (base: Fields): Log => ({
    debug: (text, fields) => void lines.push({ level: "debug", text, fields: { ...base, ...fields } }),
    info: (text, fields) => void lines.push({ level: "info", text, fields: { ...base, ...fields } }),
    warn: (text, fields) => void lines.push({ level: "warn", text, fields: { ...base, ...fields } }),
    error: (text, fields) => void lines.push({ level: "error", text, fields: { ...base, ...fields } }),
    child: (fields) => make({ ...base, ...fields }),
  });
  return Object.assign(make({}), { lines });
}
