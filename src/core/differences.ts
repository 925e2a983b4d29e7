/**
 * Positions (0-based, in `listed`) at which the listed plate differs from the text that was read, by the cheapest
 * alignment. A character read in excess marks the listed character it stands next to, so that the officer looks there.
 */
export function differences(listed: string, read: string): readonly number[] {
  const columns = read.length + 1;
  const cost = new Uint16Array((listed.length + 1) * columns);
  const at = (i: number, j: number): number => cost[i * columns + j] ?? 0;
  for (let i = 0; i <= listed.length; i++) {
    for (let j = 0; j <= read.length; j++) {
      if (i === 0 || j === 0) cost[i * columns + j] = i + j;
      else {
        const swap = at(i - 1, j - 1) + (listed[i - 1] === read[j - 1] ? 0 : 1);
        cost[i * columns + j] = Math.min(swap, at(i - 1, j) + 1, at(i, j - 1) + 1);
      }
    }
  }
  const places = new Set<number>();
  let [i, j] = [listed.length, read.length];
  while (i > 0 || j > 0) {
    const same = i > 0 && j > 0 && listed[i - 1] === read[j - 1];
    if (i > 0 && j > 0 && at(i, j) === at(i - 1, j - 1) + (same ? 0 : 1)) {
      if (!same) places.add(i - 1);
      i--;
      j--;
    } else if (i > 0 && at(i, j) === at(i - 1, j) + 1) {
      i--;
      places.add(i);
    } else {
      j--;
      places.add(Math.max(0, i - 1));
    }
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
