import { describe, expect, it } from "vitest";
import { createLineJoiner } from "../../../src/shared/hotlist/quoted-lines.js";

function joined(lines: readonly string[], delimiter = ","): readonly (readonly [number, string])[] {
  const records: (readonly [number, string])[] = [];
  const joiner = createLineJoiner(delimiter, (record, number) => void records.push([number, record]));
  lines.forEach((line, i) => joiner.push(line, i + 1));
  joiner.end();
  return records;
}

describe("records over several lines", () => {
  it("joins the lines of a quoted field, and numbers the record by its first line", () => {
    expect(joined(["A1,KS", 'B2,"armed', "ABC123,do not stop", 'alone",MO', "C3,KS"])).toEqual([
      [1, "A1,KS"],
      [2, 'B2,"armed ABC123,do not stop alone",MO'],
      [5, "C3,KS"],
    ]);
  });

  it("joins over doubled quotes and blank lines", () => {
    expect(joined(['A1,"say ""stop"" and', "", '""wait"""', "B2,x"])).toEqual([
      [1, 'A1,"say ""stop"" and  ""wait"""'],
      [4, "B2,x"],
    ]);
  });

  it.each([
    [['A1,"five foot', "B2,x", "C3,y"]],
    [['A1,"five foot', 'B2,"red, with roof box"', "C3,y"]],
    [['A1,"never', ...Array.from({ length: 60 }, (_, i) => `P${String(i)},x`)]],
  ])("a slip of the pen takes no other row with it: %j", (lines) => {
    expect(joined(lines)).toEqual(lines.map((line, i) => [i + 1, line]));
  });

  it("leaves quotes inside a field alone, and knows other delimiters", () => {
    const lines = ["A1,6'2\" tall", 'B2;"x;y"', "C3"];
    expect(joined(lines)).toEqual(lines.map((line, i) => [i + 1, line]));
    expect(joined(['A1;"x', 'y";z'], ";")).toEqual([[1, 'A1;"x y";z']]);
  });

  it("hostile lines, each with an open quote, take no long", () => {
    const lines = Array.from({ length: 20_000 }, () => `A1,"${"x".repeat(4_000)}`);
    // Joined over and over, these would be gigabytes: the test's time limit is the judge.
    expect(joined(lines)).toHaveLength(lines.length);
  });

  it("holds no more than a record may have", () => {
    const long = Array.from({ length: 15 }, () => "x".repeat(1_000));
    const lines = ['A1,"', ...long, '"'];
    expect(joined(lines)).toHaveLength(lines.length);
  });
});
