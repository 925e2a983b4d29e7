/** A step of an alignment: a place (0-based) in either text, or in only one of them. */
export interface AlignedStep {
  readonly listed: number | null;
  readonly read: number | null;
}

/** The cheapest alignment of two texts in which swapping, adding and leaving out a character cost the same (Levenshtein 1966). */
export function align(listed: string, read: string): AlignedStep[] {
  const columns = read.length + 1;
  const cost = new Uint16Array((listed.length + 1) * columns);
  const at = (i: number, j: number): number => cost[i * columns + j];
  const swapCost = (i: number, j: number): number => (listed[i - 1] === read[j - 1] ? 0 : 1);
  for (let i = 0; i <= listed.length; i++) {
    for (let j = 0; j <= read.length; j++) {
      if (i === 0 || j === 0) cost[i * columns + j] = i + j;
      else {
        const swap = at(i - 1, j - 1) + swapCost(i, j);
        cost[i * columns + j] = Math.min(swap, at(i - 1, j) + 1, at(i, j - 1) + 1);
      }
    }
  }
  const steps: AlignedStep[] = [];
  let [i, j] = [listed.length, read.length];
  while (i > 0 || j > 0) {
    if (i > 0 && j > 0 && at(i, j) === at(i - 1, j - 1) + swapCost(i, j))
      steps.push({ listed: --i, read: --j });
    else if (i > 0 && at(i, j) === at(i - 1, j) + 1) steps.push({ listed: --i, read: null });
    else steps.push({ listed: null, read: --j });
  }
  return steps.reverse();
}

/** Characters to swap, add or leave out to make one text of the other. */
export function editDistance(a: string, b: string): number {
  return align(a, b).filter(({ listed, read }) => listed === null || read === null || a[listed] !== b[read])
    .length;
}

/**
 * Positions (0-based, in `listed`) at which the listed plate differs from the text that was read. A character read in
 * excess marks the listed character it stands next to, so that the officer looks there.
 */
export function differences(listed: string, read: string): readonly number[] {
  const places = new Set<number>();
  let last = 0;
  for (const step of align(listed, read)) {
    if (step.listed !== null) last = step.listed;
    if (step.listed === null || step.read === null || listed[step.listed] !== read[step.read])
      places.add(last);
  }
  return [...places].sort((a, b) => a - b);
}

/** Whether a text fits a pattern in which `?` is one character and `*` any number, none included. */
export function fitsPattern(pattern: string, text: string): boolean {
  let [p, t] = [0, 0];
  let [star, resume] = [-1, 0];
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p++;
      resume = t;
    } else if (pattern[p] === "?" || pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      // Let the last star swallow one character more and try again from there.
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
