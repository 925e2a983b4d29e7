import type { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { fromBuffer, type Entry, type ZipFile } from "yauzl";
import { NotAList } from "./lines.js";

/** Most members looked at before a zip is refused. */
const mostMembers = 16;

/**
 * The one file in a zip as a stream of bytes; `onName` hears its name first. Throws NotAList for several, encrypted, or
 * ill-named members.
 */
export async function openZipMember(
  bytes: Buffer,
  onName: (name: string) => void,
): Promise<AsyncIterable<Buffer>> {
  const zip = await openZip(bytes);
  try {
    const member = await onlyMember(zip);
    onName(member.fileName);
    return readMember(zip, member);
  } catch (error) {
    zip.close();
    throw error instanceof NotAList
      ? error
      : new NotAList(`zip: ${(error as Error).message}`, { cause: error });
  }
}

function openZip(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, strictFileNames: true }, (error, zip) => {
      if (error) reject(new NotAList(`zip cannot be opened: ${error.message}`, { cause: error }));
      else resolve(zip);
    });
  });
}

function onlyMember(zip: ZipFile): Promise<Entry> {
  return new Promise((resolve, reject) => {
    const files: Entry[] = [];
    if (zip.entryCount > mostMembers)
      reject(new NotAList(`zip with ${String(zip.entryCount)} members: send one file`));
    zip.on("error", reject);
    zip.on("entry", (entry: Entry) => {
      if (!entry.fileName.endsWith("/")) files.push(entry);
      zip.readEntry();
    });
    zip.on("end", () => {
      const [file] = files;
      if (!file || files.length > 1)
        reject(new NotAList(`zip with ${String(files.length)} files: send exactly one`));
      else if (file.isEncrypted())
        reject(new NotAList("the zip is encrypted: decrypt it before it is delivered"));
      else resolve(file);
    });
    zip.readEntry();
  });
}

async function* readMember(zip: ZipFile, member: Entry): AsyncGenerator<Buffer> {
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(member, (error, opened) => {
      if (error) reject(error);
      else resolve(opened);
    });
  });
  let sum = 0;
  try {
    for await (const chunk of stream) {
      sum = crc32(chunk as Buffer, sum);
      yield chunk as Buffer;
    }
    // yauzl leaves the checksum to us; without it a bit that turned over is another plate.
    if (sum !== member.crc32) throw new Error("its checksum is not right");
  } catch (error) {
    throw new NotAList(`zip is damaged: ${(error as Error).message}`, { cause: error });
  } finally {
    stream.destroy();
    zip.close();
  }
}
