import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Matrix } from "../../shared/domain/types.js";

const formatVersion = 1;
const headerBytes = 5;
/** Natural logs below this are stored as this: a probability of 4e-11. */
const floor = -24;

/**
 * Packs a matrix into one byte per value for IPC and the database: version, steps and symbols (uint16 little-endian),
 * then codes row by row. A code q stands for -24 (q/255)^2, so that values near 0, which every path adds up, are the
 * most exact. For a value v in [-24, 0] the error of a round trip is at most sqrt(24 |v|)/255 + 24/(4*255^2):
 * 0.0001 at 0, 0.02 at -1, 0.1 at -24. Lower values, also -Infinity, come back as -24.
 */
export function packMatrix(matrix: Matrix): Uint8Array {
  const { steps, symbols, data } = matrix;
  const bytes = new Uint8Array(headerBytes + data.length);
  bytes[0] = formatVersion;
  new DataView(bytes.buffer).setUint16(1, steps, true);
  new DataView(bytes.buffer).setUint16(3, symbols, true);
  for (let i = 0; i < data.length; i++) {
    const value = Math.min(0, Math.max(floor, data[i]));
    bytes[headerBytes + i] = Math.round(255 * Math.sqrt(value / floor));
  }
  return bytes;
}

const valueOfCode = Float32Array.from({ length: 256 }, (_, code) => floor * (code / 255) ** 2);

/** The inverse of `packMatrix`. Throws INTERNAL when the bytes are not a packed matrix of this version. */
export function unpackMatrix(bytes: Uint8Array): Matrix {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerBytes || bytes[0] !== formatVersion) {
    throw new TagwatchError("INTERNAL", `stored matrix of ${bytes.length} bytes has an unknown format`);
  }
  const steps = view.getUint16(1, true);
  const symbols = view.getUint16(3, true);
  if (bytes.length !== headerBytes + steps * symbols) {
    throw new TagwatchError(
      "INTERNAL",
      `stored matrix says ${steps}x${symbols} but has ${bytes.length} bytes`,
    );
  }
  const data = new Float32Array(steps * symbols);
  for (let i = 0; i < data.length; i++) data[i] = valueOfCode[bytes[headerBytes + i]]!;
  return { steps, symbols, data };
}

/** Divides the logits by `temperature` and normalises each row again (Guo et al. 2017); 1 returns the matrix itself. */
export function temperMatrix(matrix: Matrix, temperature: number): Matrix {
  if (temperature === 1) return matrix;
  const { steps, symbols } = matrix;
  const data = new Float32Array(matrix.data.length);
  for (let start = 0; start < data.length; start += symbols) {
    let sum = 0;
    for (let i = start; i < start + symbols; i++) sum += Math.exp(matrix.data[i] / temperature);
    const logSum = Math.log(sum);
    for (let i = start; i < start + symbols; i++) data[i] = matrix.data[i] / temperature - logSum;
  }
  return { steps, symbols, data };
}
