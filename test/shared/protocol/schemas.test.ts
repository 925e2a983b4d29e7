import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { schemaFiles, schemaFolder } from "../../../scripts/make-message-schemas.js";
import { dictionary } from "../../../src/shared/protocol/compress.js";

test("docs/schemas is what the code says (else run: npm run schemas)", async () => {
  const files = await schemaFiles();
  expect(readdirSync(schemaFolder).sort()).toEqual([...files.keys()].sort());
  for (const [name, text] of files) expect(readFileSync(new URL(name, schemaFolder), "utf8")).toBe(text);
});

test("the dictionary of tw1 never changes: a receiver in the field has it", () => {
  const hash = createHash("sha256").update(dictionary).digest("hex");
  expect(hash).toBe("27b6e3f15cc51a9ba9f402ade4555ded9c459e0a756657ca20aecbd8535492e6");
});
