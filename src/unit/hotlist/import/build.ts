// One delivered file becomes one list file: read, parsed, completed, stored aside and checked. Runs in a worker thread.
import { createHash, type Hash } from "node:crypto";
import { createReadStream, rmSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type Database from "better-sqlite3";
import type { ImportMode } from "../../../shared/domain/closed-sets.js";
import type { HotlistSourceConfig } from "../../config/hotlist-schema.js";
import type { BuildJob, BuildResult, OnStep, Removals, TakeRow } from "./build-job.js";
import { completeDraft, type SourceRules } from "../../../shared/hotlist/complete.js";
import type { ListFacts } from "../../../shared/hotlist/draft.js";
import { parserOf, quotedDelimiter, rulesOf } from "../../../shared/hotlist/formats/index.js";
import { refuseOtherMode } from "./file-name.js";
import { inputLimits, readInput } from "../../../shared/hotlist/input.js";
import { createLineSplitter, longestLine, NotAList } from "../../../shared/hotlist/lines.js";
import { createListBuilder, type ListBuilder } from "../list-file/list-builder.js";
import { createListDb, openListDb, readMeta, type ListMeta } from "../list-file/list-db.js";
import { carryOver, createDelta } from "./delta.js";
import { checkSample } from "../list-file/list-reader.js";
import { isSignedBy, otherFile, sameFull, type BareSignature } from "../../../shared/hotlist/signature.js";
import { createLineJoiner } from "../../../shared/hotlist/quoted-lines.js";
import { refuseDoubtful, refuseIncomplete, refuseMisdated } from "./refusals.js";
import { createTally, type Tally } from "./tally.js";

/**
 * Builds the list file. Throws NotAList with the reason when the file is refused; the target is then worthless. A list in
 * force that cannot be read is replaced by any good full one.
 */
export async function buildList(job: BuildJob, onStep: OnStep): Promise<BuildResult> {
  if (job.unless !== undefined && (await hashOf(job.input)) === job.unless) throw new NotAList(sameFull);
  const { signature, sha256: announced } = job.expected;
  const signed = signature ? await signedHash(job, signature) : undefined;
  if (signed && announced && signed !== announced.toLowerCase()) throw new NotAList(otherFile);
  const sha256 = signed ?? announced?.toLowerCase();
  const known = sha256 === undefined ? job : { ...job, expected: { ...job.expected, sha256 } };
  try {
    return { ...(await buildOver(known, job.previous, onStep)), previousFault: null };
  } catch (error) {
    if (error instanceof NotAList || job.previous === null) throw error;
    const fault = `the list in force cannot be read: ${(error as Error).message}`;
    if (job.mode !== "full") throw new NotAList(`${fault}; import a full list first`, { cause: error });
    rmSync(job.target, { force: true });
    return { ...(await buildOver(known, null, onStep)), previousFault: fault };
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** Ed25519 signs the whole message, so the file is read at once; a list signed in this way may be this large. */
const mostSigned = 256_000_000;

/** SHA-256 of the file that the signature is of. What is parsed afterwards must have it too. */
async function signedHash(job: BuildJob, signature: BareSignature): Promise<string> {
  if (statSync(job.input).size > mostSigned)
    throw new NotAList(`a list signed without a manifest may have ${String(mostSigned)} bytes`);
  const bytes = await readFile(job.input);
  if (!isSignedBy(bytes, signature))
    throw new NotAList("the signature is not right: the file was changed, or signed with another key");
  return createHash("sha256").update(bytes).digest("hex");
}

async function buildOver(
  job: BuildJob,
  previousFile: string | null,
  onStep: OnStep,
): Promise<Omit<BuildResult, "previousFault">> {
  const key = Buffer.from(job.key);
  const previous = previousFile ? openListDb(previousFile, key) : null;
  const db = createListDb(job.target, key);
  try {
    db.exec("BEGIN");
    const before = previous ? readMeta(previous) : null;
    // Of the very bytes that are parsed: what lies in the file afterwards does not count.
    const hash = createHash("sha256");
    const { tally, meta, removals } = await fill({ job, db, hash, onStep }, previous, before);
    onStep();
    db.exec("COMMIT");
    onStep();
    const sha256 = hash.digest("hex");
    if (job.expected.sha256 !== undefined && job.expected.sha256 !== sha256) throw new NotAList(otherFile);
    const previousEntries = before?.entries ?? null;
    const result = { ...tally.result(), meta, sha256, previousEntries, ...(removals ? { removals } : {}) };
    if (!job.force) refuseDoubtful(job, result);
    db.close();
    await checkSample(job.target, key);
    return result;
  } finally {
    db.close();
    previous?.close();
  }
}

interface FillDeps {
  readonly job: BuildJob;
  readonly db: Database.Database;
  readonly hash: Hash;
  readonly onStep: OnStep;
}

async function fill(
  { job, db, hash, onStep }: FillDeps,
  previous: Database.Database | null,
  before: ListMeta | null,
): Promise<{ readonly tally: Tally; readonly meta: ListMeta; readonly removals?: Removals | undefined }> {
  if (job.mode !== "full" && !previous)
    throw new NotAList("a list to add to or remove from is not there: import a full one first");
  const builder = createListBuilder(db, job.source.id);
  const tally = createTally();
  const delta = job.mode === "full" ? null : createDelta(job.source.id, job.mode);
  const facts = await parseFile(job, { tally, take: delta ? delta.take : addTo(builder), hash, onStep });
  refuseIncomplete(job, facts, tally);
  const dated = job.expected.date ?? facts.listDate;
  refuseMisdated(job, dated, before);
  if (delta && previous && before) {
    carryOver(previous, before, (row) => {
      onStep();
      if (delta.keeps(row)) builder.add(row);
    });
    for (const row of delta.added()) builder.add(row);
  }
  const listDate = dated ?? (delta ? (before?.listDate ?? null) : null);
  return { tally, meta: builder.finish(previous, listDate), removals: delta?.removals() };
}

function addTo(builder: ListBuilder): TakeRow {
  return (row, draft) => {
    if (draft.remove) return "a row that removes, in a full list";
    builder.add(row);
    return undefined;
  };
}

interface ParseDeps {
  readonly tally: Tally;
  readonly take: TakeRow;
  readonly hash: Hash;
  readonly onStep?: OnStep;
}

async function parseFile(
  job: Pick<BuildJob, "source" | "input" | "mode" | "force">,
  { tally, take, hash, onStep }: ParseDeps,
): Promise<ListFacts> {
  const parser = parserOf(job.source);
  const rules = rulesOf(job.source);
  const splitter = createLineSplitter();
  let facts: ListFacts = {};
  let number = 0;
  const record = (line: string, at: number): void => {
    facts = parseLine(parser(line, at), { number: at, tally, rules, take, facts });
  };
  const delimiter = quotedDelimiter(job.source);
  const joiner = delimiter === null ? null : createLineJoiner(delimiter, record);
  const lines = (batch: readonly string[]): void => {
    for (const line of batch) {
      number++;
      if (line.length > longestLine) tally.reject(number, `longer than ${String(longestLine)} characters`);
      else if (joiner) joiner.push(line, number);
      else record(line, number);
    }
  };
  const limits = { ...inputLimits, maxBytes: job.source.maxSize };
  const onRaw = (raw: Buffer): void => void hash.update(raw);
  const onName = (name: string): void => {
    if (!job.force) refuseOtherMode(name, job.mode);
  };
  for await (const chunk of readInput(job.input, limits, { onRaw, onName })) {
    onStep?.();
    lines(splitter.push(chunk));
  }
  lines(splitter.end());
  joiner?.end();
  return facts;
}

interface LineDeps {
  readonly number: number;
  readonly tally: Tally;
  readonly rules: SourceRules;
  readonly take: TakeRow;
  readonly facts: ListFacts;
}

function parseLine(parsed: ReturnType<ReturnType<typeof parserOf>>, deps: LineDeps): ListFacts {
  const { number, tally, rules, take, facts } = deps;
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

/**
 * Rows of a file as a signed manifest counts them, and its SHA-256. Throws NotAList when it cannot be read as the source's,
 * or is packed under a name of another mode.
 */
export async function countRows(
  source: HotlistSourceConfig,
  input: string,
  mode: ImportMode,
): Promise<{ readonly count: number; readonly sha256: string }> {
  const [tally, hash] = [createTally(), createHash("sha256")];
  await parseFile({ source, input, mode, force: false }, { tally, take: () => undefined, hash });
  return { count: tally.dataRows, sha256: hash.digest("hex") };
}
