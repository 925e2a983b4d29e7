// Files are named by whoever brings them, sometimes by the one plate they are of; what is said of them leaves the unit.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { maskedName } from "../../../src/shared/domain/file-name.js";
import { openDropFolder } from "../../../src/unit/hotlist/delivery/drop-folder.js";
import { modeOfName, refuseOtherMode } from "../../../src/unit/hotlist/import/file-name.js";
import { scratchFolder } from "../../kit/units/scratch.js";

test.each([
  ["remove ABC1234.csv", "remove ***.csv"],
  ["4B8-zm.add.csv", "***-zm.add.csv"],
  ["kbi.remove (1).csv", "kbi.remove (***).csv"],
  ["caf\\xE9.csv", "caf\\xE9.csv"],
  ["kbi.add.csv", "kbi.add.csv"],
])("%s is told as %s", (name, told) => {
  expect(maskedName(name)).toBe(told);
});

test("a refusal for a name, and what lies in a drop folder, tell no plate", async () => {
  const said = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("it was taken");
  };
  expect(said(() => modeOfName("remove ABC1234.csv"))).toMatch(/^its name "remove \*\*\*\.csv" may mean/);
  expect(said(() => refuseOtherMode("ABC1234.remove.csv", "full"))).not.toContain("ABC1234");
  const dir = scratchFolder();
  mkdirSync(join(dir, "pictures of ABC1234"));
  const { problems } = await openDropFolder(dir).look(0, 0);
  expect(problems).toEqual([`pictures of *** in ${dir} is no file`]);
});
