// Reads the journal of receipts from its first line to its last, in portions of one kind.
import { createReadStream, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { readLine, type JournalGap, type Receipted } from "./lines.js";

/** What is met beside receipts. */
export interface JournalFindings {
  readonly gaps: JournalGap[];
  /** Lines that are torn or damaged: what was being written when the power went, or bad sectors. */
  damaged: number;
}

const portion = 2_000;

/** Yields receipts in portions, each of one kind; `found` is filled on the way. */
export async function* readJournal(
  dir: string,
  found: JournalFindings,
): AsyncGenerator<readonly Receipted[]> {
  if (!existsSync(dir)) return;
  const byKind = new Map<string, Receipted[]>();
  for (const name of readdirSync(dir)
    .filter((one) => one.endsWith(".log"))
    .sort()) {
    for await (const text of createInterface({ input: createReadStream(join(dir, name)) })) {
      if (text === "") continue;
      const line = readLine(text);
      if (!line) found.damaged++;
      else if ("from" in line) found.gaps.push(line);
      else {
        const some = byKind.get(line.kind) ?? [];
        byKind.set(line.kind, some);
        if (some.push(line) < portion) continue;
        byKind.delete(line.kind);
        yield some;
      }
    }
  }
  yield* byKind.values();
}
