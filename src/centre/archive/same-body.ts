import { decompress } from "../../shared/protocol/compress.js";

interface Body {
  readonly body: Buffer;
  readonly packed: boolean;
}

/** The JSON of a body as it came. */
export const plainBody = ({ body, packed }: Body): Buffer => (packed ? decompress(body) : body);

/** Whether two bodies say the same; a unit may compress anew after an update. */
export function saysSame(a: Body, b: Body): boolean {
  return (a.packed === b.packed && a.body.equals(b.body)) || plainBody(a).equals(plainBody(b));
}
