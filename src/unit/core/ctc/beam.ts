// Prefix beam search (Hannun et al. 2014) over a tree of prefixes, in probabilities rescaled at every step.
import type { Matrix } from "../../../shared/domain/types.js";

/** What bounds the search: more beams find more of the texts, in proportion slower. */
export interface BeamLimits {
  /** Prefixes kept after each step. */
  readonly beams: number;
  /** Symbols less probable than this at a step are not tried there; 1e-4 when left out. */
  readonly minSymbol?: number;
}

/** Prefixes this much less probable than the best one are dropped. */
const relativeFloor = 1e-6;
/** Smaller shares (of the best prefix) never begin a new prefix: three times faster, and such texts are not among the N best. */
const newFloor = 1e-4;

/** A text begun: probability of its alignments that end in a blank, and of those that end in its last symbol. */
class Prefix {
  blank = 0;
  ended = 0;
  nextBlank = 0;
  nextEnded = 0;
  touched = false;
  readonly children: (Prefix | undefined)[] = [];

  constructor(
    readonly parent: Prefix | null,
    readonly symbol: number,
  ) {}

  child(symbol: number): Prefix {
    return (this.children[symbol] ??= new Prefix(this, symbol));
  }
}

/** Symbol sequences found, most probable first. */
export function beamPrefixes(matrix: Matrix, limits: BeamLimits): number[][] {
  const { steps, symbols, data } = matrix;
  const minLog = Math.log(limits.minSymbol ?? 1e-4);
  const row = new Float64Array(symbols);
  const root = new Prefix(null, 0);
  root.blank = 1;
  let beam = [root];
  for (let t = 0; t < steps; t++) {
    const tried: number[] = [];
    for (let s = 0; s < symbols; s++) {
      const log = data[t * symbols + s];
      row[s] = Math.exp(log);
      if (s > 0 && log >= minLog) tried.push(s);
    }
    beam = keepBest(extend(beam, row, tried), limits.beams);
  }
  return beam.map(sequence);
}

/** One step: each prefix stays (blank or repeat) or grows by a tried symbol. Returns every prefix reached. */
function extend(beam: readonly Prefix[], row: Float64Array, tried: readonly number[]): Prefix[] {
  const reached: Prefix[] = [];
  const touch = (prefix: Prefix): Prefix => {
    if (!prefix.touched) {
      prefix.touched = true;
      reached.push(prefix);
    }
    return prefix;
  };
  for (const prefix of beam) {
    const total = prefix.blank + prefix.ended;
    touch(prefix).nextBlank += total * row[0];
    if (prefix.symbol > 0) prefix.nextEnded += prefix.ended * row[prefix.symbol];
    for (const symbol of tried) {
      // A repeated symbol is a new character only after a blank.
      const from = symbol === prefix.symbol ? prefix.blank : total;
      const share = from * row[symbol];
      if (share > newFloor) touch(prefix.child(symbol)).nextEnded += share;
    }
  }
  return reached;
}

/** Moves the reached prefixes on by one step, scaled so that the best is 1, and keeps the most probable. */
function keepBest(reached: Prefix[], beams: number): Prefix[] {
  let best = Number.MIN_VALUE;
  for (const prefix of reached) best = Math.max(best, prefix.nextBlank + prefix.nextEnded);
  const kept: Prefix[] = [];
  for (const prefix of reached) {
    prefix.blank = prefix.nextBlank / best;
    prefix.ended = prefix.nextEnded / best;
    prefix.nextBlank = prefix.nextEnded = 0;
    prefix.touched = false;
    if (prefix.blank + prefix.ended > relativeFloor) kept.push(prefix);
    else prefix.blank = prefix.ended = 0;
  }
  kept.sort((a, b) => b.blank + b.ended - (a.blank + a.ended));
  return kept.slice(0, beams);
}

function sequence(prefix: Prefix): number[] {
  const symbols: number[] = [];
  for (let at = prefix; at.parent; at = at.parent) symbols.unshift(at.symbol);
  return symbols;
}
