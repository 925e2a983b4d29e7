/** Percentiles over the last values, for status lines. */
export interface Recent {
  add(value: number): void;
  percentiles(): { readonly p50: number; readonly p95: number; readonly p99: number } | null;
}

/** Keeps the last `kept` values; there are no percentiles before the first. */
export function createRecent(kept = 300): Recent {
  const values: number[] = [];
  return {
    add(value) {
      values.push(value);
      if (values.length > kept) values.shift();
    },
    percentiles() {
      if (values.length === 0) return null;
      const sorted = [...values].sort((a, b) => a - b);
      const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
      return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
    },
  };
}
