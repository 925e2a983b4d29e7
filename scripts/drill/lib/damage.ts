// What happens to rows of lists on their way: a right row, damaged in one of the ways lists are, and whether the plate
// that comes into force is the one the source meant.
import { completeDraft } from "../../../src/shared/hotlist/complete.js";
import type { HotlistSourceConfig } from "../../../src/unit/config/hotlist-schema.js";
import { parserOf, rulesOf } from "../../../src/shared/hotlist/formats/index.js";
import {
  plate as somePlate,
  number9,
  pick,
  vehicle,
  type Random,
} from "../../../test/kit/samples/list-rows.js";

/** `keep`: the row says all that it should. `refuse`: its damage shows. `hidden`: nothing in the row shows it. */
export type Visibility = "keep" | "refuse" | "hidden";

/** Counts of one kind of damage. */
export interface DamageCount {
  readonly visibility: Visibility;
  rows: number;
  kept: number;
  refused: number;
  /** A plate in force that the source did not mean. */
  bent: number;
}

interface Damaged {
  readonly line: string;
  readonly kind: string;
  readonly visibility: Visibility;
  /** Written in `looseColumns`. */
  readonly isLoose?: boolean;
}

type Row = Record<"plate" | "state" | "category" | "owner" | "make" | "remarks", string>;
const columns = ["owner", "plate", "state", "category", "make", "remarks"] as const;
/** No column beside the plate that only certain words fit into. */
const looseColumns = ["remarks", "plate", "make", "owner"] as const;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (value: number): string => String(value).padStart(2, "0");

/** Plates that spreadsheets take for something else, beside ordinary ones. */
function meantPlate(random: Random): string {
  const kinds = [
    () => somePlate(random),
    () => `${String(1 + random(999))}E${String(random(400))}`,
    () => `${String(1 + random(31))}${pick(random, months).toUpperCase()}`,
    () => `${pick(random, months).toUpperCase()}${String(1 + random(31))}`,
    () => two(random(100)) + String(random(100_000)).padStart(5, "0"),
    () => number9(random) + two(random(100)) + String(random(10)),
  ];
  return pick(random, kinds)();
}

const owners = ["SMITH", "O'NEIL", "GARC\u00cdA", "ST. JOHN", "NC title", "DOE 2ND"];
const rightRow = (random: Random): Row => ({
  plate: meantPlate(random),
  state: pick(random, ["KS", "MO", "0K", "C0", "TX", ""]),
  category: pick(random, ["stolen vehicle", "wanted person", "amber-alert", "bolo"]),
  owner: pick(random, owners),
  make: vehicle(random).make,
  remarks: pick(random, ["black Ford", "silver", "", "seen at night"]),
});

/** As a spreadsheet saves a plate that it took for a number, a date or a time; null when it leaves it alone. */
function spreadsheet(
  plate: string,
  random: Random,
): { readonly text: string; readonly shows: boolean } | null {
  const comma = random(4) === 0;
  const local = (text: string): string => (comma ? text.replace(".", ",") : text);
  const science = /^(\d+)E(\d+)$/.exec(plate);
  if (science) {
    const value = Number(plate);
    if (!Number.isFinite(value)) return null;
    const [mantissa = "", exponent = ""] = value.toExponential(2).split("e+");
    return { text: local(`${mantissa}E+${exponent.padStart(2, "0")}`), shows: true };
  }
  const day = /^(\d{1,2})([A-Z]{3})$/.exec(plate) ?? null;
  const month = /^([A-Z]{3})(\d{1,2})$/.exec(plate);
  const [name, number] = day ? [day[2], day[1]] : [month?.[1], month?.[2]];
  const at = months.findIndex((one) => one.toUpperCase() === name);
  if (at >= 0 && number !== undefined) {
    const title = months[at] ?? "";
    const year = 2026;
    const forms = [
      `${number}-${title}`,
      `${two(Number(number))}-${title}`,
      `${title}-${two(Number(number))}`,
      `${number}-${title}-26`,
      `${String(at + 1)}/${number}/${String(year)}`,
      `${two(Number(number))}.${two(at + 1)}.${String(year)}`,
      `${String(year)}-${two(at + 1)}-${two(Number(number))}`,
    ];
    // The number behind a date looks like any number.
    return random(12) === 0
      ? { text: String(45_000 + random(2_000)), shows: false }
      : { text: pick(random, forms), shows: true };
  }
  if (!/^\d+$/.test(plate)) return null;
  if (plate.length > 11) {
    const [mantissa = "", exponent = ""] = Number(plate).toExponential(random(6)).split("e+");
    return { text: local(`${mantissa}E+${exponent.padStart(2, "0")}`), shows: true };
  }
  const plain = String(Number(plate));
  const shown = random(3);
  if (shown === 0) return { text: `${plain}${comma ? "," : "."}00`, shows: true };
  return plain === plate ? null : { text: plain, shows: false };
}

const quote = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const lineOf = (row: Row): string => columns.map((name) => quote(row[name])).join(",");
const commaInto = (text: string, random: Random): string => {
  const at = random(text.length + 1);
  return `${text.slice(0, at)}, ${text.slice(at)}`;
};

type Damage = (row: Row, random: Random) => Damaged | null;
const keep = (kind: string, row: Row): Damaged => ({ line: lineOf(row), kind, visibility: "keep" });

const damages: readonly Damage[] = [
  (row) => keep("none", row),
  (row, random) => {
    const changed = spreadsheet(row.plate, random);
    if (!changed) return null;
    const kind = changed.shows ? "spreadsheet" : "spreadsheet, as a plain number";
    return {
      line: lineOf({ ...row, plate: changed.text }),
      kind,
      visibility: changed.shows ? "refuse" : "hidden",
    };
  },
  (row) => ({
    line: lineOf(row).replace(`,${row.plate},`, `,="${row.plate}",`),
    kind: '="..."',
    visibility: "keep",
  }),
  (row, random) => {
    // Commas are written into the field without quotes.
    const name = pick(random, ["owner", "make", "remarks"] as const);
    const line = columns.map((one) => (one === name ? commaInto(row[one], random) : row[one])).join(",");
    return { line, kind: "unquoted comma", visibility: "refuse" };
  },
  (row) => ({ line: lineOf(row).replace(",", ""), kind: "lost comma", visibility: "refuse" }),
  (row, random) => {
    // One comma too many before the plate and one lost after it: the row has its fields.
    const isLoose = random(2) === 0;
    const texts = (isLoose ? looseColumns : columns).map((name) => row[name]);
    const cut = [commaInto(texts[0] ?? "", random), ...texts.slice(1, -2), texts.slice(-2).join(" ")];
    const kind = `shift that keeps the number of fields, ${isLoose ? "free text" : "a state"} beside the plate`;
    return { line: cut.join(","), kind, visibility: "hidden", isLoose };
  },
  (row, random) =>
    keep("name, quoted", { ...row, owner: pick(random, ['DOE, "JACK"', "Mu\u00f1oz, A", 'A "B" C', "x,y"]) }),
  (row, random) => {
    const line = lineOf(row);
    const at = line.indexOf(",");
    return {
      line: `"${line.slice(0, at)}" ${pick(random, ["x", "JR", '"'])}${line.slice(at)}`,
      kind: "name, quotes broken",
      visibility: "refuse",
    };
  },
  (row, random) =>
    keep("state written out or new", {
      ...row,
      state: pick(random, ["Kansas", "US-KS", "KS - Kansas", "Sonora", "SO", "XX", "MEX", "Qu\u00e9bec"]),
    }),
  (row, random) =>
    keep("category new", {
      ...row,
      category: pick(random, [
        "Ebony Alert",
        "Feather Alert",
        "Blue Alert",
        "Homicide",
        "Kidnapping, child",
        "7",
      ]),
    }),
  (row, random) => {
    const letter = pick(random, ["\u00c9", "\u0410", "\uff21", "\ufffd"]);
    return {
      line: lineOf({ ...row, plate: `${letter}${row.plate.slice(0, 8)}` }),
      kind: "letters of another alphabet",
      visibility: "refuse",
    };
  },
  (row, random) => {
    const plate = `${row.plate.slice(0, 6)}${pick(random, ["/", ";", " + ", "|"])}${somePlate(random)}`;
    return { line: lineOf({ ...row, plate }), kind: "two plates in one field", visibility: "refuse" };
  },
];

/** Fixed columns as NCIC has them, with a character lost or doubled somewhere before the vehicle. */
function fixedRow(random: Random): Damaged & { readonly plate: string } {
  const v = vehicle(random);
  const plate = somePlate(random);
  const state = pick(random, ["KS", "M0", "TX", "C0"]);
  const line = `V${number9(random)}${state.replace("0", "A")}0570200202${String(random(6))}0509${plate.padEnd(10)}${state}2026PC${v.year}${v.make.padEnd(4)}`;
  const at = random(39);
  if (random(3) === 0) return { line, plate, kind: "fixed width, none", visibility: "keep" };
  const changed =
    random(2) === 0
      ? line.slice(0, at) + line.slice(at + 1)
      : line.slice(0, at) + (line[at] ?? "") + line.slice(at);
  // A blank doubled or lost inside a field that is followed by the rest of the row moves all the rest.
  return { line: changed, plate, kind: "fixed width, a character lost or doubled", visibility: "refuse" };
}

/** Damages rows and counts what becomes of them. */
export function damageRows(
  rows: number,
  random: Random,
  sourceOf: (format: "csv" | "ncic") => HotlistSourceConfig,
): ReadonlyMap<string, DamageCount> {
  const counts = new Map<string, DamageCount>();
  const csv = parserOf(sourceOf("csv"));
  const ncic = parserOf(sourceOf("ncic"));
  const rules = rulesOf(sourceOf("csv"));
  const loose = parserOf(sourceOf("csv"));
  csv(columns.join(","), 1);
  loose(looseColumns.join(","), 1);
  const judge = (damaged: Damaged, plate: string, parse: typeof csv): void => {
    const parsed = parse(damaged.line, 2);
    const completed = "ok" in parsed && parsed.ok ? completeDraft(parsed.entry, rules) : null;
    const inForce = completed && "row" in completed ? completed.row.plate : null;
    const count = counts.get(damaged.kind) ?? {
      visibility: damaged.visibility,
      rows: 0,
      kept: 0,
      refused: 0,
      bent: 0,
    };
    counts.set(damaged.kind, count);
    count.rows++;
    if (inForce === null) count.refused++;
    else if (inForce === plate) count.kept++;
    else count.bent++;
  };
  for (let n = 0; n < rows;) {
    if (random(6) === 0) {
      const row = fixedRow(random);
      judge(row, row.plate, ncic);
      n++;
      continue;
    }
    const row = rightRow(random);
    const damaged = pick(random, damages)(row, random);
    if (!damaged) continue;
    judge(damaged, row.plate, damaged.isLoose ? loose : csv);
    n++;
  }
  return counts;
}
