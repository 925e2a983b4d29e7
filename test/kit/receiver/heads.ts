// The heads of the units' chains, kept by the side that has them: only a head kept off the unit shows that its evidence
// was put back to an earlier state by somebody who has the keys. Every head is kept, one JSON line each, in the file that
// `tagwatch evidence verify --head FILE` reads; none is ever replaced, for a unit rolled back soon sends higher numbers again.
import { closeSync, existsSync, fdatasyncSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { StatusMessage } from "../../../src/shared/protocol/message-schemas.js";

type Head = NonNullable<NonNullable<StatusMessage["health"]>["head"]>;

/** What a head says beside those kept: it is new, it was there, or the chain it is of went back. */
export type HeadVerdict = "new" | "known" | "back";

/** Keeps heads below `dir`, one file a unit. */
export function createHeads(dir: string): {
  /** Keeps the head of a status message, durably. Null when it carries none. */
  keep(status: StatusMessage): HeadVerdict | null;
  file(unitId: string): string;
} {
  mkdirSync(dir, { recursive: true });
  const newest = new Map<string, Head>();
  // An id is chosen by whoever configures the unit: it must not name another folder.
  const file = (unitId: string): string =>
    join(dir, `${encodeURIComponent(unitId).replaceAll(".", "%2E")}.jsonl`);

  function newestOf(unitId: string): Head | undefined {
    if (!newest.has(unitId) && existsSync(file(unitId)))
      for (const head of headsIn(file(unitId))) put(unitId, head);
    return newest.get(unitId);
  }

  function put(unitId: string, head: Head): void {
    if (head.seq >= (newest.get(unitId)?.seq ?? 0)) newest.set(unitId, head);
  }

  return {
    file,
    keep({ unit: { id }, health, at }) {
      const head = health?.head;
      if (!head) return null;
      const before = newestOf(id);
      if (before?.seq === head.seq && before.hash === head.hash) return "known";
      append(file(id), JSON.stringify({ at, head }));
      put(id, head);
      return before && head.seq <= before.seq ? "back" : "new";
    },
  };
}

/** A line that a crash tore is left out. */
function headsIn(file: string): readonly Head[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return [(JSON.parse(line) as { readonly head: Head }).head];
      } catch {
        return [];
      }
    });
}

function append(file: string, line: string): void {
  const fd = openSync(file, "a+", 0o600);
  try {
    // The end of the line before is written with this one, so that a torn line spoils no other.
    writeSync(fd, `\n${line}`);
    fdatasyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
