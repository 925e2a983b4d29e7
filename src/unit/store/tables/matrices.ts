import { packMatrix, unpackMatrix } from "../../core/matrix.js";
import type { Matrix } from "../../../shared/domain/types.js";

/** Matrices one after the other, each with its length before it. */
export function packMatrices(matrices: readonly Matrix[]): Buffer {
  return Buffer.concat(
    matrices.flatMap((matrix) => {
      const packed = packMatrix(matrix);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(packed.length);
      return [length, packed];
    }),
  );
}

/** The inverse of `packMatrices`. */
export function unpackMatrices(bytes: Buffer): readonly Matrix[] {
  const matrices: Matrix[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = bytes.readUInt32LE(at);
    matrices.push(unpackMatrix(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return matrices;
}
