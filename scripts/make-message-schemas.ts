// npm run schemas: writes docs/schemas/ from the message schemas and the configuration's. A test fails when they differ.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { format } from "prettier";
import * as z from "zod";
import { dictionary, encoding } from "../src/shared/protocol/compress.js";
import { configSchema } from "../src/unit/config/schema.js";
import { apiDocument } from "../src/unit/console/api/document.js";
import { messageSchemasV2 } from "../src/shared/protocol/disposition-v2.js";
import { messageSchemas } from "../src/shared/protocol/message-schemas.js";

export const schemaFolder = new URL("../docs/schemas/", import.meta.url);

/** File names and contents: the interface of the page (OpenAPI), a JSON Schema (draft 2020-12) per message and for the configuration (editors read it), and the dictionary of the encoding. */
export async function schemaFiles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const [name, schema] of [...Object.entries(messageSchemas), ...Object.entries(messageSchemasV2)]) {
    const version = String(schema.shape.v.value);
    const body = {
      title: `Tagwatch ${name}, version ${version}`,
      ...z.toJSONSchema(schema, { io: "input" }),
    };
    files.set(
      `${name}.v${version}.json`,
      await format(JSON.stringify(body), { parser: "json", printWidth: 110 }),
    );
  }
  const configuration = {
    title: "Tagwatch configuration",
    ...z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" }),
  };
  files.set("config.json", await format(JSON.stringify(configuration), { parser: "json", printWidth: 110 }));
  files.set("openapi.json", await format(JSON.stringify(apiDocument()), { parser: "json", printWidth: 110 }));
  return files.set(`${encoding}.dictionary`, dictionary.toString("utf8"));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  for (const [name, text] of await schemaFiles()) writeFileSync(new URL(name, schemaFolder), text, "utf8");
