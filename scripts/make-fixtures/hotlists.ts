// Writes fixtures/hotlists: the sample file of each format, one of them packed too, and what they hold (expected.json).
// Usage: tsx scripts/make-fixtures/hotlists.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { sampleLists, type Counts } from "../../test/kit/samples/hotlist-files.js";

const dir = new URL("../../fixtures/hotlists/", import.meta.url).pathname;
const packed = "KBI-LPR.csv";

mkdirSync(dir, { recursive: true });
const counts: Record<string, Counts> = {};
for (const { file, lines, expected, ending = "\n" } of sampleLists) {
  writeFileSync(`${dir}${file}`, lines.join(ending) + ending);
  counts[file] = expected;
}
const list = sampleLists.find(({ file }) => file === packed);
if (!list) throw new Error(`no sample is called ${packed}`);
writeFileSync(`${dir}${packed}.gz`, gzipSync(list.lines.join("\n"), { level: 9 }));
counts[`${packed}.gz`] = list.expected;
writeFileSync(`${dir}expected.json`, JSON.stringify(counts, null, 2) + "\n");
