// Bundles the officer's page (preact) into dist/unit/console/web, or into the folder given as argument (tests).
import { build } from "esbuild";
import { cp, mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const from = fileURLToPath(new URL("../src/unit/console/web/", import.meta.url));
const to = process.argv[2]
  ? resolve(process.argv[2])
  : fileURLToPath(new URL("../dist/unit/console/web/", import.meta.url));

await mkdir(to, { recursive: true });
await cp(`${from}static`, to, { recursive: true });
await build({
  entryPoints: [`${from}main.tsx`],
  outfile: `${to}/main.js`,
  bundle: true,
  minify: true,
  format: "esm",
  target: "chrome110",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
});
