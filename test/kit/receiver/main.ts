// npx tsx test/kit/receiver/main.ts --url mqtts://host:8883 --ca ca.crt --user receiver --password-file FILE --dir FOLDER [--prefix tagwatch] [--receipts]
// Keeps every message once: messages.jsonl and pictures/<id>.jpg below FOLDER, flushed to disk before a receipt is sent.
// Keeps the heads that status messages carry in heads/<unit>.jsonl, for `tagwatch evidence verify --head` of that unit.
import { existsSync, mkdirSync, readFileSync, statSync, truncateSync } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Verdict } from "./ledger.js";
import type { StatusMessage } from "../../../src/shared/protocol/message-schemas.js";
import { receiptName } from "../../../src/shared/protocol/receipt-name.js";
import { createHeads } from "./heads.js";
import { startReceiver } from "./receiver.js";

const text = { type: "string" } as const;
const options = {
  url: text,
  ca: text,
  user: text,
  "password-file": text,
  dir: text,
  prefix: text,
  receipts: { type: "boolean" },
} as const;

function need(value: string | undefined, name: string): string {
  if (value !== undefined) return value;
  console.error(`--${name} is missing; see the head of test/kit/receiver/main.ts`);
  process.exit(2);
}

const { values } = parseArgs({ options });
const dir = need(values.dir, "dir");
mkdirSync(join(dir, "pictures"), { recursive: true });
const journalFile = join(dir, "messages.jsonl");

/** Ids in the journal of an earlier life. A last line that a crash tore counts as not written. */
function knownIds(): readonly string[] {
  if (!existsSync(journalFile)) return [];
  const lines = readFileSync(journalFile, "utf8").split("\n");
  const torn = lines.pop() ?? "";
  if (torn !== "") truncateSync(journalFile, statSync(journalFile).size - Buffer.byteLength(torn));
  return lines.map((line) => receiptName({ id: "", ...(JSON.parse(line) as object) })).filter(Boolean);
}

const heads = createHeads(join(dir, "heads"));

function keepHead(status: StatusMessage, unitId: string): void {
  if (heads.keep(status) === "back")
    console.error(
      `${unitId}: THE CHAIN WENT BACK; run on it: tagwatch evidence verify --head ${heads.file(unitId)}`,
    );
}

const known = knownIds();
const journal = await open(journalFile, "a");

/** Writes what is new and flushes it: pictures before the lines that name them, so that no line is without its picture. */
async function persist(verdicts: readonly Verdict[]): Promise<void> {
  const fresh = verdicts.flatMap((verdict) => (verdict.kind === "new" ? [verdict] : []));
  for (const { id, picture } of fresh)
    if (picture) await writeFile(join(dir, "pictures", `${id}.jpg`), picture, { flush: true });
  for (const { message } of fresh) await journal.write(`${JSON.stringify(message)}\n`);
  await journal.sync();
}

const receiver = startReceiver({
  url: need(values.url, "url"),
  username: need(values.user, "user"),
  password: readFileSync(need(values["password-file"], "password-file"), "utf8").trim(),
  ...(values.ca === undefined ? {} : { ca: readFileSync(values.ca) }),
  ...(values.prefix === undefined ? {} : { prefix: values.prefix }),
  receipts: values.receipts ?? false,
  known,
  persist,
  onTrouble: (error) => console.error(`connection: ${error.message}`),
  onVerdict: (verdict, unitId) => {
    if (verdict.kind === "new" && verdict.type === "status")
      keepHead(verdict.message as StatusMessage, unitId);
    if (verdict.kind === "bad") console.error(`${unitId}: ${verdict.reason}`);
    else if (verdict.kind === "new") console.log(`${unitId} ${verdict.type} ${verdict.id}`);
  },
});
try {
  await receiver.ready;
} catch {
  console.error("the broker cannot be used; see above");
  process.exit(1);
}
console.log("listening");
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void receiver.stop().then(async () => {
      console.log(JSON.stringify(receiver.counts()));
      await journal.close();
      process.exit(0);
    });
  });
}
