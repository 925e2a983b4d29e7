// One synthetic file per hotlist format with known counts. No plate in them is anyone's on purpose.
import type { FormatName } from "../../../src/shared/hotlist/formats/index.js";
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
} from "./list-rows.js";

/** What a parser must make of a file. */
export interface Counts {
  readonly format: FormatName;
  readonly entries: number;
  readonly rejected: number;
  readonly skipped: number;
}

/** A file of a format as an agency would deliver it. */
export interface SampleList {
  readonly file: string;
  readonly lines: readonly string[];
  readonly expected: Counts;
  /** Of every line; default a line feed. */
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

function ncic(random: Random): SampleList {
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

function kbi(random: Random): SampleList {
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

function merged(random: Random): SampleList {
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

function california(random: Random): SampleList {
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

function florida(random: Random): SampleList {
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

function texas(random: Random): SampleList {
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

function ohio(random: Random): SampleList {
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

function vendor(random: Random): SampleList {
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

function bolo(): SampleList {
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

/** How the file of a format is made, and the seed of its own randomness: another format's file does not change it. */
const makers: Readonly<Record<FormatName, readonly [make: (random: Random) => SampleList, seed: number]>> = {
  ncic: [ncic, 20261124],
  kbi: [kbi, 1154807337],
  "ks-merged": [merged, 1549948295],
  "ca-fixed": [california, 2532381829],
  florida: [florida, 2169634135],
  texas: [texas, 3255391751],
  ohio: [ohio, 1536227705],
  csv: [vendor, 867097214],
  bolo: [bolo, 3155329091],
};

/** The file of each format, the same on every machine. */
export const sampleLists: readonly SampleList[] = Object.values(makers).map(([make, seed]) =>
  make(createRandom(seed)),
);
