// Bundles the pages (preact): the officer's into dist/unit/console/web, the centre's into dist/centre/site/web. With
// arguments (tests) one of them into a folder: `build-web.mjs FOLDER [unit|centre]`. Beside each file lies its compressed
// copy, so that nothing is compressed while it is served.
import { build, transform } from "esbuild";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { buildMap } from "./build-map.mjs";

const target = "chrome110";
const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const looks = path("src/unit/console/web/static");
const pages = {
  unit: { from: path("src/unit/console/web"), to: path("dist/unit/console/web"), shared: [] },
  // The centre's page has the looks of the officer's.
  centre: {
    from: path("src/centre/site/web"),
    to: path("dist/centre/site/web"),
    shared: [
      "base.css",
      "frame.css",
      "controls.css",
      "sign-in.css",
      "pages.css",
      "lists.css",
      "search.css",
      "log.css",
      "check.css",
      "oversight.css",
      "print.js",
      "mark.svg",
      "text.woff2",
      "plate.woff2",
      "fonts-licence.txt",
    ],
  },
};

async function bundle({ from, to, shared }) {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(to)) if (/^part-/.test(name)) await rm(`${to}/${name}`);
  await buildMap(to, target);
  for (const name of shared) await cp(`${looks}/${name}`, `${to}/${name}`);
  await cp(`${from}/static`, to, { recursive: true });
  await build({
    entryPoints: [`${from}/main.tsx`],
    outdir: to,
    bundle: true,
    // What is imported when it is opened (charts, the trail) is a file of its own, which the first load does not send.
    splitting: true,
    chunkNames: "part-[hash]",
    minify: true,
    format: "esm",
    target,
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "warning",
  });
  for (const name of await readdir(to)) {
    if (!name.endsWith(".css")) continue;
    const { code } = await transform(await readFile(`${to}/${name}`, "utf8"), {
      ...{ loader: "css", minify: true, target },
    });
    await writeFile(`${to}/${name}`, code);
  }
  for (const name of await readdir(to)) {
    if (name.endsWith(".gz") || name.endsWith(".woff2")) continue;
    await writeFile(`${to}/${name}.gz`, gzipSync(await readFile(`${to}/${name}`), { level: 9 }));
  }
}

const [folder, which = "unit"] = process.argv.slice(2);
if (folder) await bundle({ ...pages[which], to: resolve(folder) });
else for (const page of Object.values(pages)) await bundle(page);
