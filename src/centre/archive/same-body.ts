import { isDeepStrictEqual } from "node:util";
import { decompress } from "../../shared/protocol/compress.js";

interface Body {
  readonly body: Buffer;
  readonly packed: boolean;
}

/** The JSON of a body as it came. */
export const plainBody = ({ body, packed }: Body): Buffer => (packed ? decompress(body) : body);

/** Whether two bodies say the same; a unit may compress anew after an update, and what it makes again from its records has its fields in another order. */
export function saysSame(a: Body, b: Body): boolean {
  if (a.packed === b.packed && a.body.equals(b.body)) return true;
  const [one, other] = [plainBody(a), plainBody(b)];
  return one.equals(other) || isDeepStrictEqual(parsed(one), parsed(other));
}

const parsed = (body: Buffer): unknown => JSON.parse(body.toString("utf8"));
