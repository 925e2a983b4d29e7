import { describe, expect, it } from "vitest";
import type { Draft, ParsedLine } from "../../../src/shared/hotlist/draft.js";
import { parserOf } from "../../../src/shared/hotlist/formats/index.js";
import { splitFields } from "../../../src/shared/hotlist/fields.js";
import { readState, stateCode } from "../../../src/shared/hotlist/states.js";
import { dateReader } from "../../../src/shared/hotlist/dates.js";
import { sourceConfig } from "../../kit/units/hotlist-config.js";

type Format = Parameters<typeof sourceConfig>[0]["format"];

const parse = (format: Format, line: string, number = 5): ParsedLine =>
  parserOf(sourceConfig({ id: "s", format, timeZone: "UTC" }))(line, number);

function entryOf(format: Format, line: string, number = 5): Draft {
  const parsed = parse(format, line, number);
  if (!("ok" in parsed) || !parsed.ok) throw new Error(JSON.stringify(parsed));
  return parsed.entry;
}

const recordOf = (draft: Draft): Record<string, string> =>
  Object.fromEntries(
    draft.names.flatMap((name, i): [string, string][] => {
      const value = draft.values[i] ?? "";
      return value === "" ? [] : [[name, value]];
    }),
  );

const ncicLine = "V123456789LA057020020190509AB123456  CA2009MC2009YAMACYLMCBLK";

describe("ncic", () => {
  it("cuts the fixed columns", () => {
    const entry = entryOf("ncic", ncicLine);
    expect(entry).toMatchObject({
      plate: "AB123456",
      state: "CA",
      plateYear: "2009",
      plateType: "MC",
      category: "stolen-vehicle",
    });
    expect(recordOf(entry)).toEqual({
      make: "YAMA",
      model: "CYL",
      style: "MC",
      colour: "BLK",
      year: "2009",
      record: "V123456789",
      agency: "LA0570200",
      entered: "20190509",
    });
  });

  it("takes a plate that never expires", () => {
    expect(entryOf("ncic", ncicLine.replace("CA2009", "CANX  ")).plateYear).toBe("NX");
  });

  it("takes a record on line 1 for a record, and a header for a header with its date", () => {
    expect(entryOf("ncic", ncicLine, 1).plate).toBe("AB123456");
    expect(parse("ncic", "VEHEXTRT 20261124", 1)).toEqual({ fact: { listDate: Date.UTC(2026, 10, 24) } });
  });

  it.each([
    [ncicLine.slice(0, 30), "shorter than 39 characters"],
    [ncicLine.slice(1), "the columns are shifted"],
    [ncicLine.replace("AB123456", "AB12345"), "the columns are shifted"],
    [ncicLine.replace("AB123456", "AB1234567"), "the columns are shifted"],
    [ncicLine.replace("LA0570200", "LA057020"), "the columns are shifted"],
  ])("refuses %s", (line, reason) => {
    expect(parse("ncic", line)).toEqual({ ok: false, reason });
  });
});

it.each([
  ["Kansas", "KS"],
  ["kansas", "KS"],
  ["US-KS", "KS"],
  ["KS - Kansas", "KS"],
  ["Kansas (KS)", "KS"],
  ["State of Kansas", "KS"],
  ["N0RTH CAR0LINA", "NC"],
  ["CA-ON", "ON"],
  ["KS - Missouri", undefined],
  ["Sonora", undefined],
  ["MEX", undefined],
])("state written %s is %s", (written, code) => {
  const state = readState(written);
  expect(state.code).toBe(code);
  expect(state.unknown).toBe(code === undefined ? written : "");
});

it.each([
  ["0H", "OH"],
  ["C0", "CO"],
  ["M0", "MO"],
  ["0K", "OK"],
  ["0R", "OR"],
  ["KS", "KS"],
  [" mo ", "MO"],
  ["ON", "ON"],
  ["0N", "ON"],
  ["XX", undefined],
  ["", undefined],
  ["K5", undefined],
])("state %s is %s", (written, code) => {
  expect(stateCode(written)).toBe(code);
});

describe("kbi", () => {
  it("reads the twelve columns", () => {
    expect(entryOf("kbi", "V,NY03030P0,20210609,85TF66,NY,2021,MC,2005,YAMA,CYL,MC,BLK")).toMatchObject({
      plate: "85TF66",
      state: "NY",
      plateYear: "2021",
      plateType: "MC",
      category: "stolen-vehicle",
    });
  });
  it("knows the Kansas letters", () => {
    expect(entryOf("kbi", "O,KS0870000,20210609,85TF66,KS,2021,PC,2005,FORD,F15,PK,BLK").category).toBe(
      "protection-order",
    );
    expect(entryOf("kbi", "E,KS0870000,20210609,85TF66,M0,2021,PC,2005,FORD,F15,PK,BLK")).toMatchObject({
      category: "violent-person",
      state: "MO",
    });
  });
});

describe("Kansas Merged: five grammars", () => {
  it("stolen plate with a run-together vehicle", () => {
    const entry = entryOf("ks-merged", "ABC123 KS#3 STOLEN PLATE! PC 2016CHEVMALSWSILTX0790300 20200122");
    expect(entry).toMatchObject({ plate: "ABC123", state: "KS", plateType: "PC", category: "stolen-plate" });
    expect(recordOf(entry)).toMatchObject({
      year: "2016",
      make: "CHEV",
      model: "MAL",
      style: "SW",
      colour: "SIL",
      agency: "TX0790300",
    });
  });
  it("Canadian entry, with and without the blank", () => {
    const tail = "CANADIAN ENTRY - CHECK CPIC PC 2016CHEVMALSWSILTX0790300 20200122";
    expect(entryOf("ks-merged", `ABCD123 ON ${tail}`)).toMatchObject({
      plate: "ABCD123",
      state: "ON",
      category: "stolen-vehicle",
    });
    expect(entryOf("ks-merged", `ABCD123ON ${tail}`)).toMatchObject({ plate: "ABCD123", state: "ON" });
  });
  it("warrant with a slash date, blanks or dashes", () => {
    const blanks = entryOf("ks-merged", "ABC123 KS#5 01/02/2020 2012 FORD F15 BLK ARMED/DANG WAR-FTA");
    expect(blanks).toMatchObject({ plate: "ABC123", category: "violent-person" });
    expect(recordOf(blanks)).toMatchObject({ year: "2012", make: "FORD", colour: "BLK" });
    const dashes = entryOf("ks-merged", "ABC123 KS#5 01/02/2020SG-JO-KC 2012-FORD-F15-BLKK1234567 WAR-FTA");
    expect(recordOf(dashes)).toMatchObject({ year: "2012", make: "FORD", colour: "BLK", remarks: "WAR-FTA" });
    expect(dashes.category).toBe("warrant");
  });
  it("suspended, and registered offender without a state", () => {
    expect(entryOf("ks-merged", "ABC123 KS#4 Suspended Automobile 2015 Lg # SG")).toMatchObject({
      category: "suspended",
    });
    const offender = entryOf(
      "ks-merged",
      "ABC123 #8 SEX OFFENDER 01/02/2020 2012 FORD F15 PK BLK KSRO KS0870000",
    );
    expect(offender).toMatchObject({ plate: "ABC123", category: "sex-offender" });
    expect(offender.state).toBeUndefined();
  });
  it("skips headers and empty plates, refuses what it does not know", () => {
    expect(parse("ks-merged", "REPORT #12 01/02/2026 WARRANTS", 3)).toEqual({ skip: "header" });
    expect(parse("ks-merged", "PLATE STATE LIST", 3)).toEqual({ skip: "header" });
    expect(parse("ks-merged", " #4 Suspended")).toEqual({ skip: "dummy" });
    expect(parse("ks-merged", "something else")).toMatchObject({ ok: false });
  });
});

it("a first row is no header, where the header was cut away", () => {
  expect(entryOf("ks-merged", "ABC123 KS#4 Suspended x Lg # SG", 1).plate).toBe("ABC123");
  const florida = (tag: string, state: string) =>
    parse("florida", `STOLEN TAG;FL2107700;PINEY PD;1;;;V1;;;;${tag};2026;${state};PC;`, 1);
  expect(florida("BADGUY", "FL")).toMatchObject({ ok: true, entry: { plate: "BADGUY" } });
  expect(florida("TAG", "STATE")).toEqual({ skip: "header" });
});

it("California: header, rows, footer", () => {
  expect(parse("ca-fixed", "DATE 20261124", 1)).toEqual({ fact: { listDate: Date.UTC(2026, 10, 24) } });
  expect(entryOf("ca-fixed", "7ABC123 CA1920260101")).toMatchObject({
    plate: "7ABC123",
    state: "CA",
  });
  expect(parse("ca-fixed", "TOTAL RECORD 0042")).toEqual({ fact: { expectedRows: 42 } });
  expect(entryOf("ca-fixed", "DATE123 CA19").plate).toBe("DATE123");
});

it("Texas: 8 and 11 columns", () => {
  expect(entryOf("texas", "TW1026325915,17MFM5,TX,2009,FORD,TK,PK,WHI")).toMatchObject({
    plate: "17MFM5",
    state: "TX",
    category: "wanted-person",
  });
  expect(
    entryOf("texas", "C165399977,0H0671200,20200124,GGX6728,0H,2021,2009,D0DG,CHA,4D,GRY"),
  ).toMatchObject({
    plate: "GGX6728",
    state: "OH",
    plateYear: "2021",
    category: "supervised-release",
  });
  expect(parse("texas", ",,,,")).toEqual({ skip: "blank" });
  expect(parse("texas", "a,b,c")).toMatchObject({ ok: false });
});

it("Ohio: blanks or columns, numbers or words, the calibration plate", () => {
  expect(
    entryOf("ohio", "1 ABC123 MI 01/01/2017 04/11/2021 UHAU TL 2015 0NG/WHI M12345678 V987654321"),
  ).toMatchObject({
    plate: "ABC123",
    state: "MI",
    category: "stolen-vehicle",
  });
  const fixed = `1 ${"ABC 123".padEnd(10)} 0H 01/01/2017 04/11/2021 ${"FORD".padEnd(24)} F15 2015 ${"BLK".padEnd(7)} 0H LPR CALIBRATION RECORD`;
  expect(entryOf("ohio", fixed)).toMatchObject({ plate: "ABC 123", state: "OH", category: "calibration" });
  expect(parse("ohio", "SP2-1: x")).toEqual({ skip: "terminal prompt" });
});

it("Florida: fields 11 and 13", () => {
  const row = "STOLEN TAG;FL0100000;PINEY PD;26-1;;;V123456789;;;;AB1234;2026;FL;PC;";
  expect(entryOf("florida", row)).toMatchObject({ plate: "AB1234", state: "FL", category: "stolen-plate" });
  expect(parse("florida", "TYPE;ORI;AGENCY;OCA;OAN;PCN;NIC;;;;TAG;Y;STATE;K;", 1)).toEqual({
    skip: "header",
  });
});

describe("csv templates", () => {
  const parseAll = (lines: readonly string[], template?: object): readonly ParsedLine[] => {
    const parser = parserOf(
      sourceConfig({ id: "s", format: "csv", timeZone: "UTC", ...(template ? { template } : {}) } as never),
    );
    return lines.map((line, i) => parser(line, i + 1));
  };

  it("default columns, unknown ones into the record", () => {
    const [, row] = parseAll(["Plate,STATE,category,Color,Owner", 'abc-123,ks,stolen-vehicle,red,"Doe, J"']);
    expect(row).toMatchObject({
      ok: true,
      entry: {
        plate: "abc-123",
        state: "KS",
        category: "stolen-vehicle",
        names: ["colour", "Owner"],
        values: ["red", "Doe, J"],
      },
    });
  });

  it("a template maps names, categories, dates and constants", () => {
    const template = {
      delimiter: ";",
      columns: { plate: "Tag No" },
      constants: { agency: "Piney PD" },
      categories: { "7": "amber-alert" },
      dateFormat: "mm/dd/yyyy",
    };
    const [, row] = parseAll(["Tag No;category;expires", "AB1;7;12/31/2026"], template);
    expect(row).toMatchObject({
      ok: true,
      entry: {
        plate: "AB1",
        category: "amber-alert",
        expiresAt: Date.UTC(2027, 0, 1),
        names: ["agency"],
        values: ["Piney PD"],
      },
    });
  });

  it("fixed positions, with a header line to pass over", () => {
    const template = {
      header: true,
      columns: { plate: { from: 3, length: 7 }, state: { from: 10, length: 2 } },
    };
    const [header, row] = parseAll(["xxPLATE  ST", "01ABC123 KS"], template);
    expect(header).toEqual({ skip: "header" });
    expect(row).toMatchObject({ ok: true, entry: { plate: "ABC123", state: "KS" } });
    expect(parseAll(["01ABC123 KS"], template)).toMatchObject([{ entry: { plate: "ABC123" } }]);
    const [, right, moved] = parseAll(["xxPLATE  ST", "01 ABC123KS", "01BC123 KSx"], template);
    expect([right, moved]).toMatchObject([{ entry: { plate: "ABC123" } }, { ok: false }]);
  });

  it("columns by number without a header", () => {
    expect(parseAll(["x,ABC123,KS"], { header: false, columns: { plate: 2, state: 3 } })[0]).toMatchObject({
      ok: true,
      entry: { plate: "ABC123", state: "KS" },
    });
  });

  it.each([
    [["make,model", "FORD,F15"], "the list has no column plate"],
    [["plate,state", "ABC123,FORD F15"], "the columns are shifted"],
    [["remarks,plate", "black Ford, NC title,KSB103"], "more fields"],
    [["remarks,plate,state", "KSB103,KS"], "fewer fields"],
    [["plate,Plate Number", "ABC123,ABC124"], "two columns are called plate"],
    [["plate,remarks", '"ABC"123,x'], "a quote is not closed"],
    [["plate,effective,expires", "ABC123,2026-02-02,2026-02-01"], "expires before"],
    [["plate,remarks", 'ABC123,"open'], "a quote is not closed"],
    [["plate,action", "ABC123,explode"], "action is not"],
  ])("refuses %j: %s", (lines, reason) => {
    const last = parseAll(lines).at(-1);
    expect(last).toMatchObject({ ok: false });
    expect(JSON.stringify(last)).toContain(reason);
  });

  it("keeps what it does not understand of a field that describes", () => {
    const header = "plate,state,category,priority,effective,expires,covert";
    const [, row] = parseAll([header, "ABC123,Sonora,Ebony Alert,urgent,soon,never,secret"]);
    expect(row).toMatchObject({ ok: true });
    const entry = row && "entry" in row ? row.entry : undefined;
    expect(entry?.unknown?.map(({ field, text }) => `${field} ${text}`)).toEqual([
      "category Ebony Alert",
      "state Sonora",
      "priority urgent",
      "effective soon",
      "expires never",
      "covert secret",
    ]);
  });

  it("without a header, rows are as long as the first", () => {
    const template = { header: false, columns: { plate: 2 } };
    const [first, second] = parseAll(["white,ABC123", "black, NC title,ABC124"], template);
    expect([first, second]).toMatchObject([{ ok: true }, { ok: false }]);
  });

  it("shows zeros a spreadsheet dropped, where all plates are equally long", () => {
    const [, kept, lost] = parseAll(["plate", "0042917", "42917"], { plateLength: 7 });
    expect([kept, lost]).toMatchObject([{ ok: true }, { ok: false }]);
  });

  it("a remove action is one", () => {
    expect(parseAll(["plate,action", "ABC123,delete"])[1]).toMatchObject({ entry: { remove: true } });
  });
});

it("bolo: plate, state, end, reason", () => {
  expect(entryOf("bolo", "ab?12* KS until 2027-01-01: armed robbery")).toMatchObject({
    plate: "ab?12*",
    state: "KS",
    category: "violent-person",
    expiresAt: Date.UTC(2027, 0, 2),
  });
  expect(entryOf("bolo", "ABC123 Kansas : stolen")).toMatchObject({ plate: "ABC123", state: "KS" });
  expect(parse("bolo", "ABC123 KS")).toMatchObject({ ok: false });
});

it.each([
  ['a,"b ""c"", d",e', ["a", 'b "c", d', "e"]],
  ['"a"', ["a"]],
  ['a,""', ["a", ""]],
  ['a,"b" ,c', ["a", "b", "c"]],
  ["a,,", ["a", "", ""]],
])("fields of %s", (line, fields) => {
  expect(splitFields(line, ",", true)).toEqual(fields);
});

it("fields of a quote closed where no field ends are none", () => {
  expect(splitFields('a,"b"x,c', ",", true)).toBeNull();
});

it.each([
  ["2026-02-30", "iso", undefined],
  ["2026-11-24T10:30:00Z", "iso", Date.UTC(2026, 10, 24, 10, 30)],
  ["20261124", "yyyymmdd", Date.UTC(2026, 10, 24)],
  ["1/2/2026", "mm/dd/yyyy", Date.UTC(2026, 0, 2)],
  ["1/2/2026", "dd/mm/yyyy", Date.UTC(2026, 1, 1)],
  ["99999999", "yyyymmdd", undefined],
] as const)("date %s as %s", (text, format, at) => {
  expect(dateReader(format, "UTC")(text)?.start).toBe(at);
});
