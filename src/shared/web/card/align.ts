/** One column of two plates set under each other; a blank stands where one of them has no character. */
export interface AlignedColumn {
  readonly read: string;
  readonly listed: string;
  /** Position in the listed plate, or null where the read has a character more. */
  readonly index: number | null;
  /** The two do not agree here. What `?` and `*` of a partial plate stand for agrees with anything. */
  readonly differs: boolean;
}

/**
 * Sets a read and a listed plate under each other with the fewest differences (Needleman and Wunsch, 1970). In a partial
 * plate `?` costs nothing over one character and `*` over any number; `*` stands once, over the first it covers.
 */
export function alignedColumns(read: string, listed: string): readonly AlignedColumn[] {
  const cost: number[][] = Array.from({ length: read.length + 1 }, () =>
    new Array<number>(listed.length + 1).fill(0),
  );
  const at = (i: number, j: number): number => cost[i]?.[j] ?? Number.POSITIVE_INFINITY;
  const star = (j: number): number => (listed[j - 1] === "*" ? 0 : 1);
  const swap = (i: number, j: number): number =>
    read[i - 1] === listed[j - 1] || listed[j - 1] === "?" ? 0 : star(j);
  for (let i = 0; i <= read.length; i++) {
    for (let j = 0; j <= listed.length; j++) {
      const row = cost[i];
      if (!row || (i === 0 && j === 0)) continue;
      row[j] = Math.min(
        i > 0 && j > 0 ? at(i - 1, j - 1) + swap(i, j) : Number.POSITIVE_INFINITY,
        i > 0 ? at(i - 1, j) + star(j) : Number.POSITIVE_INFINITY,
        j > 0 ? at(i, j - 1) + star(j) : Number.POSITIVE_INFINITY,
      );
    }
  }
  const columns: AlignedColumn[] = [];
  let [i, j] = [read.length, listed.length];
  while (i > 0 || j > 0) {
    if (i > 0 && j > 0 && at(i, j) === at(i - 1, j - 1) + swap(i, j)) {
      const differs = swap(i, j) === 1;
      columns.unshift({ read: read[--i] ?? "", listed: listed[--j] ?? "", index: j, differs });
    } else if (i > 0 && at(i, j) === at(i - 1, j) + star(j)) {
      columns.unshift({ read: read[--i] ?? "", listed: "", index: null, differs: star(j) === 1 });
    } else {
      const differs = star(j) === 1;
      columns.unshift({ read: "", listed: listed[--j] ?? "", index: j, differs });
    }
  }
  return columns;
}
