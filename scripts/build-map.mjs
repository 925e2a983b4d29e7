// The map of the pages: a bundle of its own (leaflet and protomaps-leaflet), its style, the counties, and the licences of
// what is in it.
import { build } from "esbuild";
import { cp, readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const from = join(root, "src/shared/web/map");
const leaflet = join(root, "node_modules/leaflet/dist/leaflet-src.esm.js");

// Leaflet tries, while it is loaded, whether markup makes a picture; a page with trusted types refuses that, and the
// program with it. Every browser that this page runs in says yes.
const trial = "div.innerHTML = '<svg/>';";
const drawn = "div.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'svg'));";

const packages = {
  name: "packages",
  setup(made) {
    made.onResolve({ filter: /^leaflet$/ }, () => ({ path: leaflet }));
    made.onLoad({ filter: /leaflet-src\.esm\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      if (text.split(trial).length !== 2) throw new Error(`${path} is not the leaflet that is known here`);
      return { contents: text.replace(trial, drawn) };
    });
  },
};

/** Builds `map.js`, `map.css`, `counties.json` and `map-licences.txt` into a folder. */
export async function buildMap(to, target) {
  const { metafile } = await build({
    entryPoints: [join(from, "engine.ts")],
    outfile: join(to, "map.js"),
    // protomaps-leaflet expects leaflet as the global L.
    inject: [join(root, "scripts/lib/leaflet-as-global.mjs")],
    plugins: [packages],
    bundle: true,
    minify: true,
    metafile: true,
    format: "esm",
    target,
    logLevel: "warning",
    absWorkingDir: root,
  });
  await cp(join(from, "map.css"), join(to, "map.css"));
  await writeFile(join(to, "counties.json"), JSON.stringify(await counties()));
  await writeFile(join(to, "map-licences.txt"), await licences(Object.keys(metafile.inputs)));
}

/** The counties of us-atlas (Census Bureau, 2017, public domain), without states and nation. */
async function counties() {
  const atlas = JSON.parse(await readFile(join(root, "node_modules/us-atlas/counties-10m.json"), "utf8"));
  const all = atlas.objects.counties.geometries;
  return {
    ...atlas.transform,
    arcs: atlas.arcs,
    counties: all.map(({ id, type, properties, arcs }) => [
      id,
      properties.name,
      type === "MultiPolygon" ? arcs.flat() : arcs,
    ]),
  };
}

async function licences(inputs) {
  const names = inputs.map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter(Boolean);
  const texts = [...new Set([...names, "us-atlas"])].sort().map(async (name) => {
    const folder = join(root, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = ["LICENSE", "LICENSE.md", "LICENSE.txt"].find((one) => existsSync(join(folder, one)));
    const text = file ? await readFile(join(folder, file), "utf8") : "";
    return `${name} ${version}: ${license}\n\n${text}`;
  });
  return (await Promise.all(texts)).join("\n----\n\n");
}
