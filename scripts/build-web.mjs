// Bundles the officer's page (preact) into dist/console/web.
import { build } from "esbuild";
import { cp, mkdir } from "node:fs/promises";
import { existsSync } from "node:fs";

const from = new URL("../src/console/web/", import.meta.url).pathname;
const to = new URL("../dist/console/web/", import.meta.url).pathname;

await mkdir(to, { recursive: true });
if (existsSync(`${from}main.tsx`)) {
  await build({
    entryPoints: [`${from}main.tsx`],
    outfile: `${to}main.js`,
    bundle: true,
    minify: true,
    format: "esm",
    target: "chrome110",
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "warning",
  });
}
if (existsSync(`${from}static`)) await cp(`${from}static`, to, { recursive: true });
