// Writes fixtures/hotlists: one synthetic file per format with known counts (expected.json). No plate in them is anyone's on purpose.
// Usage: tsx scripts/make-fixtures/hotlists.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import {
  agency,
  createRandom,
  date8,
  number9,
  pick,
  plate,
  slashDate,
  states,
  vehicle,
  zeroed,
  type Random,
} from "../../test/kit/samples/list-rows.js";

const dir = new URL("../../fixtures/hotlists/", import.meta.url).pathname;

interface Expected {
  readonly format: string;
  readonly entries: number;
  readonly rejected: number;
  readonly skipped: number;
}

interface Fixture {
  readonly file: string;
  readonly lines: readonly string[];
  readonly expected: Expected;
  readonly ending?: string;
}

const rows = 200;
const times = (count: number, make: (i: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => make(i));

function ncicLine(random: Random, code: string, serial = plate(random)): string {
  const [v, state] = [vehicle(random), pick(random, states)];
  const head = code + number9(random) + agency(random, state) + date8(random);
  const text = `${head}${serial.padEnd(10)}${state}2026PC${v.year}${v.make.padEnd(4)}${v.model}${v.style}${v.colour.padEnd(7)}`;
  return zeroed(text);
}

function ncic(random: Random): Fixture {
  const good = times(rows, (i) => ncicLine(random, "VPWFMAHXCT"[i % 10] ?? "V"));
  const dummies = [
    ncicLine(random, "W", "UNKNOWN"),
    ncicLine(random, "W", "TEMP"),
    ncicLine(random, "P", "NOTAG"),
  ];
  // Nothing that only describes a plate takes it off the list.
  const odd = [ncicLine(random, "Z")];
  const bad = ["V123"];
  odd.push(ncicLine(random, "V").replace(/^(.{37})../, "$1QQ"));
  bad.push(ncicLine(random, "V", ""));
  return {
    file: "ncic-VEHEXTRT.txt",
    lines: ["VEHEXTRT 20261124", ...good, ...dummies, ...odd, ...bad],
    expected: { format: "ncic", entries: rows + odd.length, rejected: bad.length, skipped: dummies.length },
  };
}

function kbi(random: Random): Fixture {
  const row = (code: string, serial: string): string => {
    const [v, state] = [vehicle(random), pick(random, states)];
    const fields = [
      code,
      agency(random, state),
      date8(random),
      serial,
      state,
      "2026",
      "PC",
      v.year,
      v.make,
      v.model,
      v.style,
      v.colour,
    ];
    return zeroed(fields.join(","));
  };
  const good = times(rows, (i) => row("VPWEOTY"[i % 7] ?? "V", plate(random)).replace(/^0,/, "O,"));
  const dummies = [row("W", "NONE"), row("W", "60 DAY"), row("W", "K-STATE")];
  const bad = [row("V", plate(random)) + ",X", row("9", plate(random)), 'V,"unclosed,20210609,ABC123'];
  return {
    file: "KBI-LPR.csv",
    lines: [...good, ...dummies, "", ...bad],
    ending: "\r\n",
    expected: { format: "kbi", entries: rows, rejected: bad.length, skipped: dummies.length + 1 },
  };
}

function merged(random: Random): Fixture {
  const tail = (): string => {
    const [v, state] = [vehicle(random), pick(random, states)];
    return `PC ${v.year}${v.make.padEnd(4, "X")}${v.model}${v.style}${v.colour}${agency(random, state)} ${date8(random)}`;
  };
  const grammars: readonly (() => string)[] = [
    () => `${plate(random)} ON CANADIAN ENTRY - CHECK CPIC ${tail()}`,
    () => `${plate(random)} KS#3 STOLEN PLATE! ${tail()}`,
    () => `${plate(random)} KS#2 STOLEN VEHICLE - CHECK NCIC ${tail()}`,
    () => {
      const v = vehicle(random);
      return `${plate(random)} KS#5 ${slashDate(date8(random))} ${v.year} ${v.make} ${v.model} ${v.colour} ARMED/DANG WAR-FAIL TO APPEAR`;
    },
    () => `${plate(random)} KS#4 Suspended Automobile 2015 Lg # SG`,
    () => {
      const v = vehicle(random);
      return `${plate(random)} KS#8 SEX OFFENDER ${slashDate(date8(random))} ${v.year} ${v.make} ${v.model} ${v.style} ${v.colour} KSRO KS0870000`;
    },
  ];
  const good = times(rows, (i) => pick(random, grammars.slice(i % 6, (i % 6) + 1))());
  const dummies = [
    "NONE KS#3 STOLEN PLATE! " + tail(),
    "60 DAY KS#4 Suspended Automobile Lg # JO",
    " #4 Suspended Automobile Lg # JO",
  ];
  const odd = ["ABC123 KS#3 STOLEN PLATE! no vehicle", "ABC124 KS#8 without a date"];
  const bad = ["A line of another kind"];
  return {
    file: "ks-Merged.txt",
    lines: [
      "KANSAS MERGED LIST",
      "PREPARED 20261124",
      "PLATE STATE LIST",
      ...good,
      ...dummies,
      ...odd,
      ...bad,
    ],
    expected: {
      format: "ks-merged",
      entries: rows + odd.length,
      rejected: bad.length,
      skipped: dummies.length + 3,
    },
  };
}

function california(random: Random): Fixture {
  const row = (serial: string, state = "CA"): string => `${serial.padEnd(8)}${state}19${date8(random)}`;
  const good = times(rows, () => row(plate(random)));
  const others = [row("NONE"), row(plate(random), "ZZ")];
  const total = rows + others.length;
  return {
    file: "ca-svs.tbl",
    lines: ["DATE 20261124", ...good, ...others, `TOTAL RECORD ${String(total)}`],
    expected: { format: "ca-fixed", entries: rows + 1, rejected: 0, skipped: 1 },
  };
}

function florida(random: Random): Fixture {
  const row = (type: string, serial: string): string =>
    [
      type,
      agency(random, "FL"),
      "PINEY PD",
      `2026-${number9(random)}`,
      "",
      "",
      `V${number9(random)}`,
      "",
      "",
      "",
      serial,
      "2026",
      "FL",
      "PC",
      "",
    ].join(";");
  const good = times(rows, (i) =>
    row(["STOLEN VEHICLE", "STOLEN TAG", "WANTED PERSON", "V"][i % 4] ?? "V", plate(random)),
  );
  const odd = [row("A KIND NEVER SEEN", plate(random))];
  const bad = ["too;few;fields"];
  return {
    file: "florida.txt",
    lines: ["TYPE;ORI;AGENCY;OCA;OAN;PCN;NIC;;;;TAG;YEAR;STATE;KIND;", ...good, ...odd, ...bad],
    expected: { format: "florida", entries: rows + odd.length, rejected: bad.length, skipped: 1 },
  };
}

function texas(random: Random): Fixture {
  const tcic = (): string => {
    const v = vehicle(random);
    return ["TW" + number9(random), plate(random), "TX", v.year, v.make, v.model, v.style, v.colour].join(
      ",",
    );
  };
  const long = (): string => {
    const [v, state] = [vehicle(random), pick(random, states)];
    return [
      "C" + number9(random),
      agency(random, state),
      date8(random),
      plate(random),
      state,
      "2026",
      v.year,
      v.make,
      v.model,
      v.style,
      v.colour,
    ].join(",");
  };
  const good = times(rows, (i) => zeroed(i % 2 === 0 ? tcic() : long()));
  return {
    file: "texas.csv",
    lines: [...good, ",,,,,,,", "1,2,3", tcic().replace(/^TW/, "T9")],
    expected: { format: "texas", entries: rows, rejected: 2, skipped: 1 },
  };
}

function ohio(random: Random): Fixture {
  const loose = (): string => {
    const v = vehicle(random);
    return `1 ${plate(random)} MI 01/01/2027 04/11/2021 ${v.make} ${v.model} ${v.year} ${v.colour} M${number9(random)} V${number9(random)}`;
  };
  const fixed = (misc: string): string => {
    const v = vehicle(random);
    const columns = [
      plate(random).padEnd(10),
      "0H",
      "01/01/2027",
      "04/11/2021",
      v.make.padEnd(24),
      v.model,
      v.year,
      v.colour.padEnd(7),
    ];
    return `1 ${columns.join(" ")} ${misc}`;
  };
  const good = times(rows, (i) =>
    zeroed(i % 2 === 0 ? loose() : fixed(["0H STOLEN VEHICLE", "0H MISSING", "0H WARRANT"][i % 3] ?? "")),
  );
  const calibration = fixed("0H LPR CALIBRATION RECORD");
  return {
    file: "ohio-leads.txt",
    lines: ["SP2-01: list follows", calibration, ...good, "9 ABC123 OH", "no record"],
    expected: { format: "ohio", entries: rows + 1, rejected: 2, skipped: 1 },
  };
}

function vendor(random: Random): Fixture {
  const row = (): string => {
    const v = vehicle(random);
    return `Stolen;${pick(random, states)};${plate(random)};11/01/2026;12/31/2026;"${v.make} ""${v.colour}""; seen at night"`;
  };
  const good = times(rows, row);
  return {
    file: "vendor.csv",
    lines: [
      "Category;PlateState;PlateNumber;EffectiveDate;ExpiryDate;Comment",
      ...good,
      "Stolen;KS;ABC123;13/45/2026;;",
      "Stolen;XX;ABC124;;;",
    ],
    expected: { format: "csv", entries: rows + 2, rejected: 0, skipped: 1 },
  };
}

function bolo(): Fixture {
  return {
    file: "bolo.txt",
    lines: [
      "# typed at the desk",
      "7ABC123 KS until 2027-01-01 : BOLO grey van, seen at the fair",
      "AB?12* : armed robbery, partial plate",
      "TAG2 MO : attempt to locate, welfare",
      "A* : too little known",
      "NOREASON KS",
      "NONE : no plate",
    ],
    expected: { format: "bolo", entries: 3, rejected: 2, skipped: 2 },
  };
}

function write(fixtures: readonly Fixture[]): void {
  mkdirSync(dir, { recursive: true });
  const expected: Record<string, Expected> = {};
  for (const { file, lines, expected: counts, ending = "\n" } of fixtures) {
    writeFileSync(`${dir}${file}`, lines.join(ending) + ending);
    expected[file] = counts;
  }
  const packed = fixtures[1];
  if (packed) {
    writeFileSync(`${dir}${packed.file}.gz`, gzipSync(packed.lines.join("\n"), { level: 9 }));
    expected[`${packed.file}.gz`] = packed.expected;
  }
  writeFileSync(`${dir}expected.json`, JSON.stringify(expected, null, 2) + "\n");
}

const random = createRandom(20261124);
write([ncic, kbi, merged, california, florida, texas, ohio, vendor, bolo].map((make) => make(random)));
