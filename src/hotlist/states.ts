import { memo } from "./memo.js";

const unitedStates =
  "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY";
const others =
  // Territories, Canadian provinces (NCIC writes some differently from the post), federal and tribal issuers, Mexico.
  "PR GU VI AS MP AB BC MB NB NF NL NS NT NU ON PE PQ QC SK YT US DS IR MX MM";

const codes = new Set(`${unitedStates} ${others}`.split(" "));
const restored = new Map(
  [...codes].filter((code) => code.includes("O")).map((code) => [code.replaceAll("O", "0"), code]),
);

/**
 * Postal code of an issuing authority from what a source writes: `0H` is Ohio again, `C0` Colorado, `M0` Missouri
 * (no code holds a digit). Undefined when the closed list has no such code.
 */
export const stateCode: (text: string) => string | undefined = memo((text) => {
  const code = text.trim().toUpperCase();
  return codes.has(code) ? code : restored.get(code);
});
