/** Cuts a byte stream into lines of at most `maxLength` characters; a longer one is dropped whole and counted. */
export interface LineCutter {
  /** Whole lines so far, without line ends and without empty ones. Bytes over 127 become characters no parser takes. */
  feed(bytes: Uint8Array): string[];
  dropped(): number;
}

/** For NMEA and gpsd alike: bytes are taken as Latin-1, any of LF, CR and CRLF ends a line. */
export function createLineCutter(maxLength: number): LineCutter {
  let partial = "";
  let overlong = false;
  let dropped = 0;
  return {
    feed(bytes) {
      const pieces = (partial + Buffer.from(bytes).toString("latin1")).split(/\r\n|\n|\r/);
      partial = pieces.pop() ?? "";
      const lines = pieces.filter((line, i) => {
        const tail = i === 0 && overlong;
        if (i === 0) overlong = false;
        if (!tail && line.length <= maxLength) return line !== "";
        if (!tail) dropped++;
        return false;
      });
      if (partial.length > maxLength) {
        if (!overlong) dropped++;
        overlong = true;
        partial = "";
      }
      return lines;
    },
    dropped: () => dropped,
  };
}
