// A folder as one file that every system can open: POSIX ustar (IEEE 1003.1, pax), plain files only.
import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

const block = 512;

/** Writes all files below `folder` into `archive`, under `top`; times are those of the files. Throws for a name too long for the format. */
export function writeTar(archive: string, folder: string, top: string): void {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  writeFileSync(archive, "", { mode: 0o600 });
  for (const name of names) {
    const file = join(folder, name);
    appendFileSync(archive, tarFile(join(top, name), readFileSync(file), statSync(file).mtimeMs));
  }
  appendFileSync(archive, tarEnd);
}

/** One file of an archive. Throws for a name too long for the format. */
export function tarFile(path: string, bytes: Buffer, mtimeMs: number): Buffer {
  const padding = Buffer.alloc((block - (bytes.length % block)) % block);
  return Buffer.concat([header(path, bytes.length, mtimeMs), bytes, padding]);
}

/** What an archive ends with. */
export const tarEnd: Buffer = Buffer.alloc(2 * block);

function header(path: string, size: number, mtimeMs: number): Buffer {
  const [name, prefix] = Buffer.byteLength(path) <= 100 ? [path, ""] : [basename(path), dirname(path)];
  if (Buffer.byteLength(name) > 100 || Buffer.byteLength(prefix) > 155)
    throw new Error(`${path} is too long a name for an archive`);
  const head = Buffer.alloc(block);
  const octal = (value: number, at: number, length: number): void =>
    void head.write(
      `${Math.floor(value)
        .toString(8)
        .padStart(length - 1, "0")}\0`,
      at,
      "ascii",
    );
  head.write(name, 0);
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(mtimeMs / 1_000, 136, 12);
  head.write("        ", 148, "ascii");
  head.write("0", 156, "ascii");
  head.write("ustar\x0000", 257, "ascii");
  head.write(prefix, 345);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "ascii");
  return head;
}
