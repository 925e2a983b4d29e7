const unitedStates =
  "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY";
const others =
  // Territories, Canadian provinces (NCIC writes some differently from the post), federal and tribal issuers, Mexico.
  "PR GU VI AS MP AB BC MB NB NF NL NS NT NU ON PE PQ QC SK YT US DS IR MX MM";

/** Codes of all issuing authorities that are known: postal codes, and those that NCIC writes instead. */
export const issuerCodes: ReadonlySet<string> = new Set(`${unitedStates} ${others}`.split(" "));
