// What an officer reads on a misread plate, as it is typed.
import { expect, it } from "vitest";
import { rightTextOf, rightTextWords } from "../../../src/shared/web/card/right-text.js";

it("takes a plate as it is written, and a state only where one stands behind it", () => {
  const read = (typed: string): string => {
    const meant = rightTextOf(typed);
    return meant ? rightTextWords(meant) : "nothing";
  };
  const cases = {
    "738RKT": "738RKT",
    // Kansas writes a group of letters behind the digits: it is no state.
    "738 rkt": "738RKT",
    "738-RKT": "738RKT",
    "738 RKT MO": "738RKT, MO",
    "abc123, mo": "ABC123, MO",
    " 4B8 LZM ": "4B8LZM",
    "RKT 738": "RKT738",
    KS: "KS",
    "": "nothing",
    "  -": "nothing",
    "738RK?": "nothing",
    "PEÑA 1": "nothing",
    "12345678901234567": "nothing",
  };
  for (const [typed, meant] of Object.entries(cases)) expect([typed, read(typed)]).toEqual([typed, meant]);
});
