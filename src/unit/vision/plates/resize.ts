/** A picture plane of unsigned bytes. */
export interface Plane {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Where a resized plane goes: the upper left `width` x `height` of rows of `stride` bytes. */
export interface Target extends Plane {
  readonly stride: number;
}

/**
 * Scales a plane as the training does: area average when shrinking (OpenCV INTER_AREA), bilinear with half-pixel
 * centres when growing (INTER_LINEAR); equal to it within one grey level.
 */
export function resizePlane(source: Plane, target: Target): void {
  if (target.width > source.width || target.height > source.height) grow(source, target);
  else if (
    source.width % target.width === 0 &&
    source.width * target.height === source.height * target.width
  ) {
    shrinkWhole(source, target, source.width / target.width);
  } else shrink(source, target);
}

/** Every target pixel is the mean of `factor` x `factor` source pixels: the usual 1080p and 720p cameras. */
function shrinkWhole(source: Plane, target: Target, factor: number): void {
  if (factor === 3) {
    shrinkThree(source, target);
    return;
  }
  const { data, width } = source;
  const area = factor * factor;
  const half = area >> 1;
  for (let y = 0; y < target.height; y++) {
    let from = y * factor * width;
    let to = y * target.stride;
    for (const end = to + target.width; to < end; to++, from += factor) {
      let sum = half;
      for (let row = from, last = from + factor * width; row < last; row += width) {
        for (let i = row, stop = row + factor; i < stop; i++) sum += data[i];
      }
      target.data[to] = (sum / area) | 0;
    }
  }
}

/** 1080p to 640 x 360 is what most cameras need, so its loop is written out: a third of the time. */
function shrinkThree({ data, width }: Plane, target: Target): void {
  for (let y = 0; y < target.height; y++) {
    let a = 3 * y * width;
    let to = y * target.stride;
    for (const end = to + target.width; to < end; to++, a += 3) {
      const b = a + width;
      const c = b + width;
      const upper = data[a] + data[a + 1] + data[a + 2];
      const middle = data[b] + data[b + 1] + data[b + 2];
      const sum = upper + middle + data[c] + data[c + 1] + data[c + 2] + 4;
      // Division by 9, exact for sums up to 9 x 255.
      target.data[to] = (sum * 7282) >> 16;
    }
  }
}

/** Area average at any ratio: rows first into one line of sums, then columns. */
function shrink(source: Plane, target: Target): void {
  const { data, width } = source;
  const line = new Float32Array(width);
  const columns = spans(width, target.width);
  const rows = spans(source.height, target.height);
  for (let y = 0; y < target.height; y++) {
    line.fill(0);
    for (let k = rows.start[y]; k < rows.start[y + 1]; k++) {
      const weight = rows.weight[k];
      const from = rows.index[k] * width;
      for (let x = 0; x < width; x++) line[x] += weight * data[from + x];
    }
    const to = y * target.stride;
    for (let x = 0; x < target.width; x++) {
      let sum = 0.5;
      for (let k = columns.start[x]; k < columns.start[x + 1]; k++)
        sum += columns.weight[k] * line[columns.index[k]];
      target.data[to + x] = sum | 0;
    }
  }
}

interface Spans {
  /** Entries of output i are start[i] .. start[i + 1] - 1. */
  readonly start: Int32Array;
  readonly index: number[];
  readonly weight: number[];
}

/** Which inputs each output covers, and with what share of it; shares of one output add up to 1. */
function spans(from: number, to: number): Spans {
  const scale = from / to;
  const start = new Int32Array(to + 1);
  const index: number[] = [];
  const weight: number[] = [];
  for (let i = 0; i < to; i++) {
    const left = i * scale;
    const right = Math.min(from, left + scale);
    for (let k = Math.floor(left); k < right - 1e-6; k++) {
      const covered = Math.min(right, k + 1) - Math.max(left, k);
      if (covered < 1e-6) continue;
      index.push(k);
      weight.push(covered / (right - left));
    }
    start[i + 1] = index.length;
  }
  return { start, index, weight };
}

function grow(source: Plane, target: Target): void {
  const { data, width } = source;
  const columns = neighbours(width, target.width);
  const rows = neighbours(source.height, target.height);
  for (let y = 0; y < target.height; y++) {
    const upper = rows.first[y] * width;
    const lower = rows.second[y] * width;
    const down = rows.share[y];
    for (let x = 0; x < target.width; x++) {
      const left = columns.first[x];
      const right = columns.second[x];
      const across = columns.share[x];
      const top = data[upper + left] + (data[upper + right] - data[upper + left]) * across;
      const bottom = data[lower + left] + (data[lower + right] - data[lower + left]) * across;
      target.data[y * target.stride + x] = (top + (bottom - top) * down + 0.5) | 0;
    }
  }
}

/** For each output the two nearest inputs and the share of the second. */
function neighbours(from: number, to: number) {
  const first = new Int32Array(to);
  const second = new Int32Array(to);
  const share = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const at = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    first[i] = Math.floor(at);
    second[i] = Math.min(from - 1, first[i] + 1);
    share[i] = at - first[i];
  }
  return { first, second, share };
}
