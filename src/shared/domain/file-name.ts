// Names of files as the disk has them. Linux names are bytes, not text: one written by a program of another character set
// is no UTF-8, and as text it names a file that does not exist.

/** A path in text, or in bytes where text cannot name it. */
export type FilePath = string | Uint8Array;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A name or path as people and logs are shown it: as it is, or with each byte that is no plain character as `\xE9`. */
export function shownPath(path: FilePath): string {
  const text = typeof path === "string" ? path : plainPath(path);
  if (typeof text === "string") return text;
  return [...text]
    .map((byte) =>
      byte > 0x1f && byte < 0x7f && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("");
}

/** A shown name as it may stand in a fault, which leaves the unit: a word with a digit in it may be a plate. */
export const maskedName = (shown: string): string =>
  shown.replace(
    /(\\x[0-9A-F]{2})|[A-Za-z0-9]*\d[A-Za-z0-9]*/g,
    (_word, byte: string | undefined) => byte ?? "***",
  );

/** The path of a name in a folder. */
export function pathIn(folder: FilePath, name: Uint8Array): FilePath {
  const base = typeof folder === "string" ? new TextEncoder().encode(folder) : folder;
  return plainPath(Uint8Array.from([...base, 0x2f, ...name]));
}

/** The same path in text where that names the same file. */
export function plainPath(path: Uint8Array): FilePath {
  try {
    return utf8.decode(path);
  } catch {
    return path;
  }
}
