// What `tagwatch doctor` says of faults whose part nobody asks by itself.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startConsole } from "../../kit/units/console.js";
import { runTagwatch } from "../../kit/units/program.js";
import { scratchFolder } from "../../kit/units/scratch.js";

interface Part {
  readonly part: string;
  readonly level: string;
  readonly text: string;
}

test("a unit that records nothing is not well, though each part that is asked is", async () => {
  const { url, faults } = await startConsole();
  const dir = scratchFolder();
  writeFileSync(join(dir, "clip.mp4"), "");
  writeFileSync(join(dir, "unit.key"), Buffer.alloc(32, 7), { mode: 0o600 });
  const file = join(dir, "tagwatch.yaml");
  writeFileSync(
    file,
    `unit: { id: p, kind: pole, name: P, watchedBy: Desk, timeZone: America/Chicago }
cameras: [{ id: front, source: ${dir}/clip.mp4 }]
gps: { kind: fixed, lat: 38.8, lon: -94.8 }
store: { dir: ${dir}/store, key: ${dir}/unit.key }
console: { port: ${new URL(url).port} }
`,
  );
  const doctor = async (): Promise<readonly Part[]> => {
    const { text } = await runTagwatch("doctor", "--json", "--config", file);
    return (JSON.parse(text) as { readonly parts: readonly Part[] }).parts.filter(
      ({ part }) => part === "faults",
    );
  };
  expect(await doctor()).toEqual([]);
  const told = { subject: "mail", severity: "warning", text: "the server refuses" } as const;
  faults.raise({ ...told, code: "NOTICE_UNDELIVERED" });
  expect(await doctor()).toMatchObject([{ level: "amber", text: "NOTICE_UNDELIVERED mail" }]);
  const closed = { subject: "store", severity: "critical", text: "nothing is recorded" } as const;
  faults.raise({ ...closed, code: "STORE_CLOSED" });
  expect(await doctor()).toMatchObject([
    { level: "red", text: "STORE_CLOSED store, NOTICE_UNDELIVERED mail" },
  ]);
});
