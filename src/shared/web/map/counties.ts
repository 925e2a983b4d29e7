// The counties of the United States, from the outlines of the Census Bureau (2017, 1:10,000,000; us-atlas). Their lines
// are right to about a kilometre: near one both counties are named.
import type { GroundBox } from "../../domain/ground-box.js";

/** `/counties.json`, as scripts/build-web.mjs makes it: lines in steps, each point from the one before (TopoJSON). */
export interface CountyFile {
  readonly scale: Pair;
  readonly translate: Pair;
  readonly arcs: readonly (readonly Pair[])[];
  /** Rings of arcs by number; `~n` is arc n backwards. */
  readonly counties: readonly (readonly [
    fips: string,
    name: string,
    rings: readonly (readonly number[])[],
  ])[];
}

type Pair = readonly [number, number];

/** A line between counties, `[longitude, latitude]`, and the box it lies in. */
export interface CountyLine {
  readonly box: GroundBox;
  readonly points: readonly Pair[];
}

/** One county: `Sedgwick, KS`. */
export interface County {
  readonly name: string;
  readonly box: GroundBox;
  readonly rings: readonly (readonly Pair[])[];
}

/** All lines and counties. */
export interface Counties {
  readonly lines: readonly CountyLine[];
  readonly counties: readonly County[];
}

const states =
  "AL01AK02AZ04AR05CA06CO08CT09DE10DC11FL12GA13HI15ID16IL17IN18IA19KS20KY21LA22ME23MD24MA25MI26MN27MS28MO29MT30NE31NV32NH33NJ34NM35NY36NC37ND38OH39OK40OR41PA42RI44SC45SD46TN47TX48UT49VT50VA51WA53WV54WI55WY56AS60GU66MP69PR72VI78";
const stateOf = (fips: string): string => {
  const at = states.search(new RegExp(`[A-Z]{2}${fips.slice(0, 2)}`));
  return at < 0 ? "" : `, ${states.slice(at, at + 2)}`;
};

/** The box around points. */
function boxOf(points: readonly Pair[]): GroundBox {
  let [south, west, north, east] = [90, 180, -90, -180];
  for (const [lon, lat] of points) {
    [south, north] = [Math.min(south, lat), Math.max(north, lat)];
    [west, east] = [Math.min(west, lon), Math.max(east, lon)];
  }
  return { south, west, north, east };
}

function lineOf({ scale, translate }: CountyFile, arc: readonly Pair[]): readonly Pair[] {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    [x, y] = [x + dx, y + dy];
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]] as const;
  });
}

/** Puts the file's steps into degrees. */
export function readCounties(file: CountyFile): Counties {
  const arcs = file.arcs.map((arc) => lineOf(file, arc));
  const points = (n: number): readonly Pair[] => (n < 0 ? (arcs[~n] ?? []).toReversed() : (arcs[n] ?? []));
  return {
    lines: arcs.map((line) => ({ box: boxOf(line), points: line })),
    counties: file.counties.map(([fips, name, rings]) => {
      const lines = rings.map((ring) => ring.flatMap(points));
      return { name: name + stateOf(fips), box: boxOf(lines.flat()), rings: lines };
    }),
  };
}

/** Whether two boxes meet. */
export const meets = (a: GroundBox, b: GroundBox): boolean =>
  a.south <= b.north && b.south <= a.north && a.west <= b.east && b.west <= a.east;

/** Degrees of latitude, and of longitude at most places where there are counties, within which a line may be wrong. */
const doubt = 0.012;

/** The county of a place; of two or three near their lines all, in the order of the file. Empty outside. */
export function countiesAt({ counties }: Counties, lat: number, lon: number): readonly string[] {
  const near = { south: lat - doubt, west: lon - doubt, north: lat + doubt, east: lon + doubt };
  return counties
    .filter(({ box }) => meets(box, near))
    .filter(({ rings }) => isInside(rings, lat, lon) || rings.some((ring) => passes(ring, lat, lon)))
    .map(({ name }) => name);
}

/** By how many edges a line to the west crosses; holes count like all other rings. */
function isInside(rings: readonly (readonly Pair[])[], lat: number, lon: number): boolean {
  let inside = false;
  for (const ring of rings)
    ring.forEach(([x, y], n) => {
      const [px, py] = ring.at(n - 1) ?? [x, y];
      if (y > lat !== py > lat && lon < ((px - x) * (lat - y)) / (py - y) + x) inside = !inside;
    });
  return inside;
}

/** Whether an edge of the ring comes within the doubt. */
function passes(ring: readonly Pair[], lat: number, lon: number): boolean {
  const narrow = Math.cos((lat * Math.PI) / 180);
  return ring.some(([x, y], n) => {
    const [px, py] = ring.at(n - 1) ?? [x, y];
    const [dx, dy] = [(px - x) * narrow, py - y];
    const [ax, ay] = [(lon - x) * narrow, lat - y];
    const along = Math.min(1, Math.max(0, (ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(ax - along * dx, ay - along * dy) <= doubt;
  });
}
