// One delivered file becomes one list file: read, parsed, completed, stored aside and checked. Runs in a worker thread.
import type Database from "better-sqlite3";
import type { HotlistSourceConfig } from "../config/hotlist-schema.js";
import type { Millis } from "../core/types.js";
import { completeDraft, type Row, type SourceRules } from "./complete.js";
import type { Draft, ListFacts } from "./draft.js";
import { needsFooter, parserOf, quotedDelimiter, rulesOf } from "./formats/index.js";
import { hashFile, inputLimits, readInput } from "./input.js";
import { createLineSplitter, longestLine, NotAList } from "./lines.js";
import { createListBuilder, type ListBuilder } from "./list-builder.js";
import { createListDb, openListDb, readMeta, type ListMeta } from "./list-db.js";
import { carryOver, createDelta, type Delta } from "./delta.js";
import { checkSample } from "./list-reader.js";
import { createRecordJoiner } from "./records.js";
import { createTally, type Tally, type TallyResult } from "./tally.js";

/** How a file changes the list in force: replaces it, adds to it (rows may remove), or takes plates off it. */
export type ImportMode = "full" | "add" | "remove";

export interface BuildJob {
  readonly source: HotlistSourceConfig;
  /** The delivered file. */
  readonly input: string;
  /** The list file to write; must not exist. */
  readonly target: string;
  /** The list file in force, null for none. */
  readonly previous: string | null;
  readonly key: Uint8Array;
  readonly mode: ImportMode;
  /** Takes a list although it shrank, is older, is empty, or has more rejects than entries. */
  readonly force: boolean;
  /** Expected SHA-256 of the file (hex), where it was announced. */
  readonly sha256?: string;
}

export interface BuildResult extends TallyResult {
  readonly meta: ListMeta;
  readonly sha256: string;
  readonly previousEntries: number | null;
}

/** Builds the list file. Throws NotAList with the reason when the file is refused; the target is then worthless. */
export async function buildList(job: BuildJob): Promise<BuildResult> {
  const hashing = hashFile(job.input);
  if (job.sha256 && job.sha256.toLowerCase() !== (await hashing))
    throw new NotAList("the file is not the announced one: SHA-256 differs");
  // Otherwise it runs beside the build and is waited for at its end; until then a failure must not count as unhandled.
  hashing.catch(() => undefined);
  const key = Buffer.from(job.key);
  const previous = job.previous ? openListDb(job.previous, key) : null;
  const db = createListDb(job.target, key);
  try {
    db.exec("BEGIN");
    const before = previous ? readMeta(previous) : null;
    const { tally, meta } = await fill(job, db, previous, before);
    db.exec("COMMIT");
    const sha256 = await hashing;
    const result = { ...tally.result(), meta, sha256, previousEntries: before?.entries ?? null };
    if (!job.force) refuseDoubtful(job, result);
    db.close();
    await checkSample(job.target, key);
    return result;
  } finally {
    db.close();
    previous?.close();
  }
}

async function fill(
  job: BuildJob,
  db: Database.Database,
  previous: Database.Database | null,
  before: ListMeta | null,
): Promise<{ readonly tally: Tally; readonly meta: ListMeta }> {
  if (job.mode !== "full" && !previous)
    throw new NotAList("a list to add to or remove from is not there: import a full one first");
  const builder = createListBuilder(db, job.source.id);
  const tally = createTally();
  const delta = job.mode === "full" ? null : createDelta(job.source.id, job.mode);
  const facts = await parseFile(job, tally, delta ? delta.take : addTo(builder));
  refuseIncomplete(job, facts, tally, before);
  if (delta && previous && before) carry(previous, before, delta, builder);
  const listDate = facts.listDate ?? (delta ? (before?.listDate ?? null) : null);
  return { tally, meta: builder.finish(previous, listDate) };
}

/** What becomes of a completed row; a text refuses it. */
export type TakeRow = (row: Row, draft: Draft) => string | undefined;

function addTo(builder: ListBuilder): TakeRow {
  return (row, draft) => {
    if (draft.remove) return "a row that removes, in a full list";
    builder.add(row);
    return undefined;
  };
}

function carry(previous: Database.Database, before: ListMeta, delta: Delta, builder: ListBuilder): void {
  carryOver(previous, before, (row) => {
    if (delta.keeps(row)) builder.add(row);
  });
  for (const row of delta.added()) builder.add(row);
}

async function parseFile(job: BuildJob, tally: Tally, take: TakeRow): Promise<ListFacts> {
  const parser = parserOf(job.source);
  const rules = rulesOf(job.source);
  const splitter = createLineSplitter();
  let facts: ListFacts = {};
  let number = 0;
  const record = (line: string, at: number): void => {
    facts = parseLine(parser(line, at), { number: at, tally, rules, take, facts });
  };
  const delimiter = quotedDelimiter(job.source);
  const joiner = delimiter === null ? null : createRecordJoiner(delimiter, record);
  const lines = (batch: readonly string[]): void => {
    for (const line of batch) {
      number++;
      if (line.length > longestLine) tally.reject(number, `longer than ${String(longestLine)} characters`);
      else if (joiner) joiner.push(line, number);
      else record(line, number);
    }
  };
  for await (const chunk of readInput(job.input, { ...inputLimits, maxBytes: job.source.maxSize })) {
    lines(splitter.push(chunk));
  }
  lines(splitter.end());
  joiner?.end();
  return facts;
}

interface LineContext {
  readonly number: number;
  readonly tally: Tally;
  readonly rules: SourceRules;
  readonly take: TakeRow;
  readonly facts: ListFacts;
}

function parseLine(parsed: ReturnType<ReturnType<typeof parserOf>>, context: LineContext): ListFacts {
  const { number, tally, rules, take, facts } = context;
  if ("fact" in parsed) return { ...facts, ...parsed.fact };
  if ("skip" in parsed) tally.skip(parsed.skip);
  else if (!parsed.ok) tally.reject(number, parsed.reason);
  else {
    const completed = completeDraft(parsed.entry, rules);
    if (!("row" in completed)) {
      if (completed.skipped) tally.skip(completed.reason);
      else tally.reject(number, completed.reason);
      return facts;
    }
    const refused = take(completed.row, parsed.entry);
    if (refused) tally.reject(number, refused);
    else {
      tally.accept();
      if (parsed.entry.unknown) for (const word of parsed.entry.unknown) tally.unknown(word);
    }
  }
  return facts;
}

/** A file that is cut off, or older than what is in force, is refused. */
function refuseIncomplete(job: BuildJob, facts: ListFacts, tally: Tally, before: ListMeta | null): void {
  const promised = facts.expectedRows;
  if (promised === undefined && needsFooter(job.source))
    throw new NotAList("no TOTAL RECORD line at the end: the file is cut off");
  if (promised !== undefined && promised !== tally.dataRows) {
    throw new NotAList(
      `the last line promises ${String(promised)} rows, but there are ${String(tally.dataRows)}`,
    );
  }
  const [date, inForce] = [facts.listDate, before?.listDate];
  if (!job.force && date !== undefined && inForce && date < inForce) {
    throw new NotAList(`its date ${day(date)} is older than ${day(inForce)}, that of the list in force`);
  }
}

const day = (at: Millis): string => new Date(at).toISOString().slice(0, 10);

function refuseDoubtful(job: BuildJob, result: BuildResult): void {
  if (result.accepted === 0) throw new NotAList("no entry in it");
  if (result.rejected > result.accepted) {
    throw new NotAList(
      `${String(result.rejected)} rows rejected, ${String(result.accepted)} taken: is ${job.source.format} its format?`,
    );
  }
  const [before, now] = [result.previousEntries, result.meta.entries];
  if (job.mode === "full" && before && now < before * (1 - job.source.shrinkGuard / 100)) {
    throw new NotAList(
      `it has ${String(now)} entries, the list in force ${String(before)}: more than ${String(job.source.shrinkGuard)} % lost`,
    );
  }
}
