// Bundles the officer's page (preact) into dist/unit/console/web, or into the folder given as argument (tests). Beside each
// file lies its compressed copy, so that the unit compresses nothing while it serves.
import { build } from "esbuild";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

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
for (const name of await readdir(to)) {
  if (name.endsWith(".gz")) continue;
  await writeFile(`${to}/${name}.gz`, gzipSync(await readFile(`${to}/${name}`), { level: 9 }));
}
