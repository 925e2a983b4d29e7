// npx tsx scripts/receiver/main.ts --url mqtts://host:8883 --ca ca.crt --user receiver --password-file FILE --dir FOLDER [--prefix tagwatch] [--receipts]
// Keeps every message once: messages.jsonl and pictures/<id>.jpg below FOLDER, flushed to disk before a receipt is sent.
import { mkdirSync, readFileSync } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Verdict } from "./ledger.js";
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
  console.error(`--${name} is missing; see the head of scripts/receiver/main.ts`);
  process.exit(2);
}

const { values } = parseArgs({ options });
const dir = need(values.dir, "dir");
mkdirSync(join(dir, "pictures"), { recursive: true });
const journal = await open(join(dir, "messages.jsonl"), "a");

/** Writes what is new and flushes it. Without receipts it is called at the same pace. */
async function persist(verdicts: readonly Verdict[]): Promise<void> {
  for (const verdict of verdicts) {
    if (verdict.kind !== "new") continue;
    await journal.write(`${JSON.stringify(verdict.message)}\n`);
    if (verdict.picture)
      await writeFile(join(dir, "pictures", `${verdict.id}.jpg`), verdict.picture, { flush: true });
  }
  await journal.sync();
}

const receiver = startReceiver({
  url: need(values.url, "url"),
  username: need(values.user, "user"),
  password: readFileSync(need(values["password-file"], "password-file"), "utf8").trim(),
  ...(values.ca === undefined ? {} : { ca: readFileSync(values.ca) }),
  ...(values.prefix === undefined ? {} : { prefix: values.prefix }),
  receipts: values.receipts ?? false,
  persist,
  onVerdict: (verdict, unitId) => {
    if (verdict.kind === "bad") console.error(`${unitId}: ${verdict.reason}`);
    else if (verdict.kind === "new") console.log(`${unitId} ${verdict.type} ${verdict.id}`);
  },
});
await receiver.ready;
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
