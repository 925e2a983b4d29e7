/** A set of whole numbers kept as runs: millions of purged links are a few thousand runs. */
export interface NumberRanges {
  has(n: number): boolean;
}

/** Merges runs, in any order and overlapping or not. */
export function numberRanges(runs: readonly (readonly [number, number])[]): NumberRanges {
  const merged: [number, number][] = [];
  for (const [first, last] of [...runs].sort((a, b) => a[0] - b[0])) {
    const open = merged.at(-1);
    if (open && first <= open[1] + 1) open[1] = Math.max(open[1], last);
    else merged.push([first, last]);
  }
  return {
    has(n) {
      let low = 0;
      let high = merged.length - 1;
      while (low <= high) {
        const middle = (low + high) >> 1;
        const [first, last] = merged[middle];
        if (n < first) high = middle - 1;
        else if (n > last) low = middle + 1;
        else return true;
      }
      return false;
    },
  };
}
