// Who made a token and when it was last used, in a file beside that of the tokens. Nobody comes in by it, so one that is no use
// is written anew; and older versions, which refuse fields that they do not know, leave it alone.
import * as z from "zod";
import type { Millis } from "../../domain/types.js";
import { openAccessFile } from "../access-file.js";

const noteSchema = z.strictObject({
  /** As the token's file has it. */
  digest: z.string().regex(/^[\w-]{43}$/),
  by: z.string().nullable(),
  usedAt: z.number().nullable(),
});
type Note = Readonly<z.output<typeof noteSchema>>;

const notesSchema = z.strictObject({ version: z.literal(1), notes: z.array(noteSchema) });

/** What is known of a token besides what it lets in; `usedAt` by the clock that it expires by. Null: never noted. */
export type TokenNote = Omit<Note, "digest">;

/** The notes of all tokens. */
export interface TokenNotes {
  of(digest: string): TokenNote;
  /** Remembers a use, in memory. */
  use(digest: string, at: Millis): void;
  /** Whether a use is to be written down: at most once an hour of each token, for flash memory's sake. */
  isDue(): boolean;
  /** Writes down what is known of these tokens and of the one just made, and forgets all others. */
  keep(digests: readonly string[], made?: Pick<Note, "digest" | "by">): void;
}

const everyMs = 3_600_000;

/** Opens token-notes.json; to be kept while no other process changes it. `keep` throws where it cannot be written. */
export function openTokenNotes(file: string): TokenNotes {
  const { load, save } = openAccessFile<z.output<typeof notesSchema>>({
    ...{ file, schema: notesSchema, code: "TOKENS_FILE", whenMissing: "nobody" },
    empty: { version: 1, notes: [] },
    isEmpty: () => true,
    gone: ["nothing is known of tokens", ""],
  });
  const uses = new Map<string, Millis>();
  /** Of each, the use that was written last, or could not be: it is tried again with one that is an hour later. */
  const tried = new Map<string, Millis>();

  function kept(digest: string): Note | null {
    try {
      return load().notes.find((note) => note.digest === digest) ?? null;
    } catch {
      return null;
    }
  }

  function of(digest: string): TokenNote {
    const note = kept(digest);
    return { by: note?.by ?? null, usedAt: uses.get(digest) ?? note?.usedAt ?? null };
  }

  return {
    of,
    use: (digest, at) => void uses.set(digest, at),
    isDue: () =>
      [...uses].some(([digest, at]) => {
        const before = tried.get(digest) ?? kept(digest)?.usedAt ?? null;
        return before === null || Math.abs(at - before) >= everyMs;
      }),
    keep(digests, made) {
      for (const [digest, at] of uses)
        if (digests.includes(digest)) tried.set(digest, at);
        else uses.delete(digest);
      const notes = digests.map((digest) => ({ digest, ...of(digest) }));
      save({
        version: 1,
        notes: notes.map((note) => (note.digest === made?.digest ? { ...note, by: made.by } : note)),
      });
    },
  };
}
