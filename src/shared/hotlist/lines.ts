// Bytes to lines: any mix of LF, CR and CRLF, UTF-8 (with or without mark) or Latin-1, in bounded memory.
import { isAscii, isUtf8 } from "node:buffer";

/** Longest line handed to a parser; a longer one is a reject, not a fault of the file. */
export const longestLine = 8_192;
/** Bytes without any line end after which a file is no list. */
const mostWithoutEnd = 1 << 20;

/** The file as a whole is not a list; the message says why. */
export class NotAList extends Error {}

/** Takes one file's chunks in order. Lines come without their ends; control characters in them become blanks. */
export interface LineSplitter {
  /** Lines ended by this chunk. Throws NotAList. */
  push(chunk: Buffer): readonly string[];
  /** The last line, when the file does not end with a line end. */
  end(): readonly string[];
}

// Separators of the stored form are control characters, so none may come in from outside. Tabs may delimit columns.
const controls = /[^\t\n\r -~\x80-\uffff]/g;
const hasControl = /[^\t\n\r -~\x80-\uffff]/;

/**
 * One for each file. A chunk that is not all UTF-8 is decoded line by line: lists merged from several agencies mix
 * encodings.
 */
export function createLineSplitter(): LineSplitter {
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = true;

  function take(chunk: Buffer): Buffer {
    if (chunk.includes(0))
      throw new NotAList("NUL bytes: this is no text in UTF-8 or Latin-1 (UTF-16 is not taken)");
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (isFirst && bytes.length >= 3) {
      isFirst = false;
      const mark = bytes.subarray(0, 3).toString("hex");
      if (mark.startsWith("fffe") || mark.startsWith("feff"))
        throw new NotAList("UTF-16: save the list as UTF-8");
      if (mark === "efbbbf") bytes = bytes.subarray(3);
    }
    return bytes;
  }

  return {
    push: (chunk) => {
      const bytes = take(chunk);
      const end = lastEnd(bytes);
      // The part after the last end is copied, so that the whole chunk need not be kept for it.
      rest = Buffer.from(bytes.subarray(end));
      if (rest.length > mostWithoutEnd) {
        throw new NotAList(`no line end within ${String(mostWithoutEnd)} bytes: this is no list`);
      }
      return end === 0 ? [] : splitLines(bytes.subarray(0, end));
    },
    end: () => {
      const last = take(Buffer.alloc(0));
      rest = Buffer.alloc(0);
      return last.length === 0 ? [] : splitLines(last);
    },
  };
}

// A CR as the very last byte may be half of a CRLF: it waits for the next chunk.
function lastEnd(bytes: Buffer): number {
  const lf = bytes.lastIndexOf(10);
  const cr = bytes.lastIndexOf(13, -2);
  return Math.max(lf, cr) + 1;
}

function splitLines(bytes: Buffer): readonly string[] {
  const isPlain = isAscii(bytes);
  const isUnicode = !isPlain && isUtf8(bytes);
  const text = isUnicode ? bytes.toString("utf8") : bytes.toString("latin1");
  let lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (text.includes("\r")) lines = lines.flatMap(splitReturns);
  if (!isPlain && !isUnicode) lines = lines.map(decodeLine);
  return hasControl.test(text) ? lines.map((line) => line.replace(controls, " ")) : lines;
}

function splitReturns(line: string): string | string[] {
  const bare = line.endsWith("\r") ? line.slice(0, -1) : line;
  return bare.includes("\r") ? bare.split("\r") : bare;
}

// A file that mixes encodings (lists merged from several agencies): each line by itself.
function decodeLine(line: string): string {
  const bytes = Buffer.from(line, "latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : line;
}
