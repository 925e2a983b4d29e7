// Copies what tsc does not: SQL migrations and the script of packages beside the code that reads them, and the executable bit of the entry.
import { chmod, cp, rm } from "node:fs/promises";
import { existsSync } from "node:fs";

const root = new URL("../", import.meta.url).pathname;
for (const folder of [
  "unit/store/database/migrations",
  "centre/archive/migrations",
  "shared/evidence/package",
  "centre/site/handing/package",
  "unit/cli/self-test/picture",
]) {
  if (!existsSync(`${root}src/${folder}`)) continue;
  // A migration that got another number since must not lie there twice.
  await rm(`${root}dist/${folder}`, { recursive: true, force: true });
  await cp(`${root}src/${folder}`, `${root}dist/${folder}`, { recursive: true });
}
for (const entry of ["unit", "centre"]) {
  if (existsSync(`${root}dist/${entry}/main.js`)) await chmod(`${root}dist/${entry}/main.js`, 0o755);
}
