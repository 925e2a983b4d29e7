/** Milliseconds per stage, summed over all frames. */
export interface StageSums {
  add(ms: Readonly<Record<string, number>>): void;
  sums(): Readonly<Record<string, number>>;
}

/** Milliseconds by stage since the process began. */
export function createStageSums(): StageSums {
  const sums: Record<string, number> = {};
  return {
    add(ms) {
      for (const [stage, value] of Object.entries(ms)) sums[stage] = (sums[stage] ?? 0) + value;
    },
    sums: () => ({ ...sums }),
  };
}
