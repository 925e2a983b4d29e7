// What the shape of one text says of its issuing state.

/**
 * How much formats count: the reader learned some of them itself, so 1 would count them twice. Chosen on validation
 * pictures (models/README.md).
 */
export const strength = 0.5;

/** What the shape of a text says, `strength` applied. */
export interface Ratios {
  /** By label; of `other` 0, which depends on all texts. */
  readonly logs: Float64Array;
  /** Mean over the states, not as a log. */
  readonly mean: number;
}

/** Of one text: what its shape says for each state, with a place for `other` among them. */
export function ratiosByLabel(own: Float64Array, other: number): Ratios {
  const logs = new Float64Array(own.length + (other < 0 ? 0 : 1));
  let total = 0;
  for (let i = 0; i < own.length; i++) {
    const log = strength * own[i];
    logs[other >= 0 && i >= other ? i + 1 : i] = log;
    total += Math.exp(log);
  }
  return { logs, mean: total / own.length };
}

/** Natural logs as probabilities that sum to 1. */
export function normalised(logs: Float64Array): Float64Array {
  let top = -Infinity;
  for (const log of logs) top = Math.max(top, log);
  let total = 0;
  const raised = new Float64Array(logs.length);
  for (let i = 0; i < logs.length; i++) total += raised[i] = Math.exp(logs[i] - top);
  for (let i = 0; i < logs.length; i++) raised[i] /= total;
  return raised;
}
