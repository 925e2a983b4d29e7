// What becomes of rows: kept, kept with the words as written, or refused; never bent.
import { describe, expect, it } from "vitest";
import { completeDraft } from "../../../src/shared/hotlist/complete.js";
import type { Draft, ParsedLine } from "../../../src/shared/hotlist/draft.js";
import { parserOf, rulesOf } from "../../../src/shared/hotlist/formats/index.js";
import { sourceConfig } from "../../kit/units/hotlist-config.js";

type Format = Parameters<typeof sourceConfig>[0]["format"];

const parse = (format: Format, line: string, number = 5): ParsedLine =>
  parserOf(sourceConfig({ id: "s", format, timeZone: "UTC" }))(line, number);

function entryOf(format: Format, line: string, number = 5): Draft {
  const parsed = parse(format, line, number);
  if (!("ok" in parsed) || !parsed.ok) throw new Error(JSON.stringify(parsed));
  return parsed.entry;
}

const ncicLine = "V123456789LA057020020190509AB123456  CA2009MC2009YAMACYLMCBLK";

describe("a field that only describes never takes a plate off the list", () => {
  it.each([
    ["ncic", ncicLine.replace(/^V/, "Z"), [{ field: "category", text: "Z" }]],
    ["ncic", ncicLine.replace("  CA", "  XX"), [{ field: "state", text: "XX" }]],
    ["ncic", ncicLine.replace("20190509", "20191309"), []],
    ["kbi", "Q,NY03030P0,20210609,85TF66,SO,2021,MC,2005,YAMA,CYL,MC,BLK", ["Q", "SO"]],
    ["texas", "TQ1026325915,17MFM5,BN,2009,FORD,TK,PK,WHI", ["Q", "BN"]],
    [
      "florida",
      "EBONY ALERT;FL0100000;PINEY PD;26-1;;;V1;;;;AB1234;2026;Sonora;PC;",
      ["EBONY ALERT", "Sonora"],
    ],
    ["ohio", "1 ABC123 XX 01/01/2017 13/45/2021 UHAU TL 2015 0NG/WHI 0H FEATHER", ["0H FEATHER", "XX"]],
    ["ks-merged", "ABC123 XX#3 BLUE ALERT! PC 2016CHEVMALSWSILTX0790300 20200122", ["XX", "BLUE ALERT"]],
    ["ks-merged", "ABC123 KS#3 STOLEN PLATE! no vehicle we know", []],
    ["ks-merged", "ABC123 KS#8 no date", []],
    ["ca-fixed", "7ABC123 ZZ1920260101", ["ZZ"]],
    ["bolo", "ABC123 KS until tomorrow : welfare", ["tomorrow"]],
  ] as const)("%s: %s", (format, line, words) => {
    const { unknown } = entryOf(format, line);
    const texts = words.map((word) => (typeof word === "string" ? word : word.text));
    expect(new Set(unknown?.map(({ text }) => text))).toEqual(new Set(texts));
  });
});

describe("a row whose shape does not fit is refused", () => {
  it.each([
    ["kbi", "V,NY03030P0,20210609,85TF66,NY,2021,MC,2005,YAMA,CYL,MC"],
    ["kbi", "V,NY03030P0,2021,0609,85TF66,NY,2021,MC,2005,YAMA,CYL,MC"],
    ["texas", "TW1026325915,x,17MFM5,TX,2009,FORD,TK,PK,WHI"],
    ["texas", "17MFM5,TX,2009,FORD,TK,PK,WHI,"],
    ["florida", "STOLEN TAG;FL0100000;PINEY; PD;26-1;;;V123456789;;;;AB1234;2026;FL;PC;"],
    ["ohio", "1 ABC 123 MI 01/01/2017 04/11/2021 UHAU TL 2015 0NG/WHI M12345678"],
    ["ks-merged", "ABC123XX#3 STOLEN PLATE! x"],
    ["ks-merged", "123 XY #8 SEX OFFENDER 01/02/2020 2012 FORD F15 PK BLK KSRO KS0870000"],
    ["ca-fixed", "7AC123 CA1920260101"],
    ["ca-fixed", "7ABBC123 CA1920260101"],
    ["bolo", "ABC XYZ : welfare"],
  ] as const)("%s: %s", (format, line) => {
    expect(parse(format, line)).toMatchObject({ ok: false });
  });
  it("Kansas: letters of a plate without a state are no state", () => {
    const line = "ABCKS #8 SEX OFFENDER 01/02/2020 2012 FORD F15 PK BLK KSRO KS0870000";
    expect(entryOf("ks-merged", line)).toMatchObject({ plate: "ABCKS" });
    expect(entryOf("ks-merged", line).state).toBeUndefined();
  });
});

describe("words of a reason mean a category only where they can mean nothing else", () => {
  it.each([
    ["hit and run, silver Camry", "bolo"],
    ["Silver Alert, elderly driver", "missing-person"],
    ["blue Ford Escape, shoplifting", "bolo"],
    ["escapee of the county jail", "violent-person"],
    ["seen at Chamberlain and Lambert", "bolo"],
    ["amber alert, two children", "amber-alert"],
    ["child abducted", "amber-alert"],
    ["Essex County plates, burglary", "bolo"],
    ["driver is unarmed", "bolo"],
    ["not armed, welfare check", "bolo"],
    ["armed robbery", "violent-person"],
    ["missing juvenile, 15", "missing-person"],
    ["hit and run, missing headlight", "bolo"],
    ["dangerous driving", "bolo"],
    ["VIOLENT OFFENDER", "violent-person"],
    ["registered sex offender", "sex-offender"],
    ["habitual traffic offender", "bolo"],
    ["victim of sex trafficking, welfare check", "bolo"],
    ["tell the supervisor before the stop", "bolo"],
    ["parolee, under supervision", "supervised-release"],
    ["child without restraint", "bolo"],
    ["stolen purse", "bolo"],
    ["shoplifting, fled with stolen goods", "bolo"],
    ["purse stolen from a car", "bolo"],
    ["felony warrant", "warrant"],
    ["Stolen!", "stolen-vehicle"],
    ["stolen 2019 white Ford truck", "stolen-vehicle"],
    ["stolen veh, occupied twice", "stolen-vehicle"],
    ["red pickup, vehicle was reported stolen", "stolen-vehicle"],
    ["carjacked at Main and 3rd", "stolen-vehicle"],
    ["stolen plate on a blue van", "stolen-plate"],
  ] as const)("%s: %s", (reason, category) => {
    expect(entryOf("bolo", `ABC123 KS : ${reason}`).category).toBe(category);
  });
});

describe("completing", () => {
  const rules = rulesOf(sourceConfig({ id: "s", format: "csv", priorities: { "amber-alert": "high" } }));
  const draft = (plate: string, rest: Partial<Draft> = {}): Draft => ({
    plate,
    names: [],
    values: [],
    ...rest,
  });

  it.each(["unknown", "NONE", "no tag", "K-STATE", "temp", "60 DAY", "000", "190", "XXXX", "N0NE"])(
    "skips %s",
    (plate) => {
      expect(completeDraft(draft(plate), rules)).toEqual({ reason: "dummy", skipped: true });
    },
  );
  it.each([
    ["", "no plate"],
    ["A", "plate of one character"],
    ["ABCDEFGHIJKLM", "plate longer"],
    ["AB*", "wildcards"],
  ])("refuses %j", (plate, reason) => {
    expect(completeDraft(draft(plate), rules)).toMatchObject({
      skipped: false,
      reason: expect.stringContaining(reason) as string,
    });
  });
  it.each([
    "1.23E+47",
    "1,23E+47",
    "5.00E+12",
    "1E+05",
    "1.0e-5",
    "1E-05",
    "1.23E47",
    "12.5",
    "42,917",
    "-42917",
    "1-Mar",
    "01-Mar",
    "Mar-01",
    "1-MAR",
    "mar-26",
    "1. Mrz",
    "1-ene",
    "1-Mar-26",
    "1-Mar-2026",
    "March 1, 2026",
    "01.03.2026",
    "3/1/2026",
    "3/1/26",
    "2026-03-01",
    "1:00 AM",
    "#NAME?",
    "#N/A",
    "########",
    "=1+2",
    "TRUE",
    "FALSE",
    "12%",
    "$12.00",
    "(123)",
  ])("refuses %s as changed by a spreadsheet", (plate) => {
    expect(completeDraft(draft(plate), rules)).toEqual({
      reason: "changed by a spreadsheet",
      skipped: false,
    });
  });
  it.each([
    ["1E5", "1E5"],
    ["12E4567", "12E4567"],
    ["12E-45", "12E45"],
    ["MAR-1234", "MAR1234"],
    ["MAR 123", "MAR123"],
    ["1MAR", "1MAR"],
    ["DEC12", "DEC12"],
    ["12-3456", "123456"],
    ["46000", "46000"],
    ['="0042917"', "0042917"],
    ['="1E5"', "1E5"],
    ["'0042917", "0042917"],
    ["ab·123", "AB123"],
    ["A&B 12", "AB12"],
  ])("keeps %s, which is a plate", (written, plate) => {
    expect(completeDraft(draft(written), rules)).toMatchObject({ row: { plate } });
  });
  it("takes TRUE for a plate where a person typed it", () => {
    expect(completeDraft(draft("TRUE"), { ...rules, typed: true })).toMatchObject({ row: { plate: "TRUE" } });
  });
  it.each([
    "\u00c9AB123",
    "\u0410BC123",
    "ABC123/KS",
    "ABC123;DEF45",
    "ABC123 & DEF4",
    "NC title",
    "A B C D",
  ])("refuses %s: dropping its signs would make another plate of it", (plate) => {
    expect(completeDraft(draft(plate), rules)).toMatchObject({ skipped: false });
  });
  it("keeps written words in the record, and apart in identities", () => {
    const unknown = [
      { field: "category", text: "Ebony Alert" },
      { field: "expires", text: "never" },
    ];
    expect(completeDraft(draft("AB12", { names: ["make"], values: ["FORD"], unknown }), rules)).toMatchObject(
      {
        row: {
          category: "other",
          names: ["make", "listedAs", "listedState", "listedOther"],
          values: ["FORD", "Ebony Alert", "", "expires never"],
        },
      },
    );
  });
  it("normalises, and gives category and priority their defaults", () => {
    expect(completeDraft(draft("ab-1 2"), rules)).toMatchObject({
      row: { plate: "AB12", category: "other", priority: "medium", restricted: false },
    });
    expect(completeDraft(draft("AB12", { category: "amber-alert" }), rules)).toMatchObject({
      row: { priority: "high" },
    });
    expect(completeDraft(draft("AB12", { category: "sex-offender" }), rules)).toMatchObject({
      row: { restricted: true },
    });
  });
  it("NCIC-like formats write O as 0 unless told otherwise", () => {
    expect(rulesOf(sourceConfig({ id: "s", format: "ncic" })).lettersOAsZero).toBe(true);
    expect(rulesOf(sourceConfig({ id: "s", format: "ncic", lettersOAsZero: false })).lettersOAsZero).toBe(
      false,
    );
    expect(rules.lettersOAsZero).toBe(false);
  });
});
