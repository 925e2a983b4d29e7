// The journal of receipts: beside the database, so that after a restore it says what the units were promised and the
// database does not have. One file a day and collector; the newest days are kept, counted in files, for a clock may leap.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { KeepAnswer, ReceiptJournal } from "../core/arrivals.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { Faults } from "../../shared/domain/ports.js";
import type { Millis } from "../../shared/domain/types.js";
import { flushFolderApart, makeFolder } from "../../shared/platform/durable.js";
import { gapLine, linesOf } from "./lines.js";

/** Where it lies and for how many days. */
export interface JournalPlace {
  readonly dir: string;
  /** Of the collector; each writes files of its own. */
  readonly name: string;
  /** Days with receipts that are kept, the present one beside them. */
  readonly days: number;
}

const dayOf = (at: Millis): string => new Date(at).toISOString().slice(0, 10);
const fault = { code: "RECEIPTS_UNWRITTEN", subject: "receipts" } as const;

/** Days that have a file, oldest first. */
const daysIn = (dir: string): readonly string[] =>
  [
    ...new Set(readdirSync(dir).flatMap((name) => /^(\d{4}-\d\d-\d\d)\..+\.log$/.exec(name)?.[1] ?? [])),
  ].sort();

function removeOld({ dir, days }: JournalPlace): void {
  const over = new Set(daysIn(dir).slice(0, -(days + 1)));
  for (const name of readdirSync(dir))
    if (name.endsWith(".log") && over.has(name.slice(0, 10))) rmSync(join(dir, name), { force: true });
}

/** Opens the journal; its folder is made when the first receipt is written. */
export function openJournal(place: JournalPlace, faults: Pick<Faults, "raise" | "clear">): ReceiptJournal {
  let current: { readonly day: string; readonly handle: FileHandle } | null = null;
  let isFirstOfDay = false;
  let gapSince: Millis | null = null;

  async function handleOf(day: string): Promise<FileHandle> {
    if (current?.day === day) return current.handle;
    await close();
    makeFolder(place.dir);
    const file = join(place.dir, `${day}.${place.name}.log`);
    isFirstOfDay ||= !existsSync(file);
    const handle = await open(file, "a", 0o600);
    current = { day, handle };
    if (isFirstOfDay) await flushFolderApart(place.dir);
    return handle;
  }

  async function close(): Promise<void> {
    const before = current;
    current = null;
    await before?.handle.close().catch(() => undefined);
  }

  return {
    async write(answers: readonly KeepAnswer[], at: Millis) {
      const lines = linesOf(answers, at);
      if (lines === "") return;
      // What a full disk left of a line ends here, and the reader passes over it.
      const gap = gapSince === null ? "" : `\n${gapLine({ from: gapSince, to: at })}`;
      try {
        const handle = await handleOf(dayOf(at));
        await handle.appendFile(gap + lines);
        await handle.datasync();
        gapSince = null;
        if (isFirstOfDay) removeOld(place);
        isFirstOfDay = false;
        faults.clear(fault.code, fault.subject);
      } catch (error) {
        gapSince ??= at;
        await close();
        const since = new Date(gapSince).toISOString();
        const text = `receipts are sent and perhaps not written down since ${since}: ${errorText(error)}`;
        faults.raise({ ...fault, severity: "critical", text });
      }
    },
    close,
  };
}
