// Writes fixtures/tracks/*.jsonl: run `npx tsx scripts/make-fixtures/tracks.ts`. Same seeds, same files.
import { writeFileSync } from "node:fs";
import { play } from "../../test/kit/scenes/track-scene.js";
import { trackScenes } from "./track-scenes.js";

for (const scene of trackScenes) {
  const { name, about, moving, width, height, fps, expect } = scene;
  const lines = [{ name, about, moving, width, height, fps, expect }, ...play(scene)];
  const file = new URL(`../../fixtures/tracks/${name}.jsonl`, import.meta.url);
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join("\n") + "\n");
}
