// Compares what the daemon printed with what the clips hold.

/** A plate that a clip shows. */
export interface ExpectedPlate {
  readonly text: string;
  readonly listed: boolean;
}

/** What one camera's clip holds, and whether it is shown once (a file) or over and over (a live stream). */
export interface ExpectedCamera {
  readonly plates: readonly ExpectedPlate[];
  readonly once: boolean;
}

/** A read as it stood after its last correction. */
export interface SeenRead {
  readonly id: string;
  readonly camera: string;
  readonly text: string;
}

export interface SeenHit {
  readonly camera: string;
  readonly plate: string;
}

/** Parses one line of `tagwatch run --show-reads`; null for others. A hit line belongs to the read line above it. */
export function parseShown(
  line: string,
  camera: string,
): { readonly read: SeenRead } | { readonly hit: SeenHit } | null {
  const read = /^[\d:.]+ {2}(?:READ|CORR) {2}(\S+)\s+(\S+)\s.*#(\w+)$/.exec(line);
  if (read) return { read: { id: read[3] ?? "", camera: read[1] ?? "", text: read[2] ?? "" } };
  const hit = /^ {2}HIT\s+(\S+)\s/.exec(line);
  return hit ? { hit: { camera, plate: hit[1] ?? "" } } : null;
}

/** What is still missing or wrong, as sentences; empty when all is as it should be. */
export function faultsOf(
  expected: Readonly<Record<string, ExpectedCamera>>,
  reads: readonly SeenRead[],
  hits: readonly SeenHit[],
): { readonly missing: readonly string[]; readonly wrong: readonly string[] } {
  const missing: string[] = [];
  const wrong: string[] = [];
  // A plate is alerted once per encounter, whichever camera sees it first.
  const alerted = new Set(hits.map((hit) => hit.plate));
  for (const [camera, { plates, once }] of Object.entries(expected)) {
    const own = reads.filter((read) => read.camera === camera);
    for (const plate of plates) {
      const times = own.filter((read) => read.text === plate.text).length;
      if (times === 0) missing.push(`${camera}: ${plate.text} was not read`);
      if (once && times > 1)
        wrong.push(`${camera}: ${plate.text} was read ${String(times)} times in one pass`);
      if (plate.listed && !alerted.has(plate.text)) missing.push(`${camera}: no hit for ${plate.text}`);
      if (!plate.listed && alerted.has(plate.text))
        wrong.push(`${camera}: a hit for ${plate.text}, which is not listed`);
    }
    const strangers = own.filter((read) => !plates.some((plate) => plate.text === read.text));
    wrong.push(...strangers.map((read) => `${camera}: ${read.text} was read, which no clip shows`));
  }
  return { missing, wrong };
}
