/** 64 bits of a text in two halves (unsigned 32-bit). */
export interface Hash {
  high: number;
  low: number;
}

/**
 * Hashes texts, one after the other with a mark between them, into `out`, which is returned. Two multiplicative hashes
 * with different constants, finished like MurmurHash3: fast and evenly spread, not meant against an attacker.
 */
export function hashTexts(texts: readonly string[], out: Hash): Hash {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let n = 0; n < texts.length; n++) {
    const text = texts[n] ?? "";
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul((b << 13) | (b >>> 19), 0x85ebca6b) ^ Math.imul(code + 0x9e37, 0xc2b2ae35);
    }
    a = Math.imul(a ^ text.length, 0x01000193);
    b ^= a;
  }
  out.high = finish(a);
  out.low = finish(b ^ Math.imul(a, 0x27d4eb2f));
  return out;
}

const one = [""];

/** Hash of one text. */
export function hashText(text: string, out: Hash): Hash {
  one[0] = text;
  return hashTexts(one, out);
}

function finish(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
