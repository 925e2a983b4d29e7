import { expect, test } from "vitest";
import { run as outage } from "../../scripts/drill/centre-outage.js";

// The short form of the drill; the full one is a command (npm run -s drill -- centre-outage). How much is sent twice hangs on
// the machine's load in so short a time: test/unit/upload/nobody.test.ts holds that by a clock of its own.
test(
  "what units read while the centre is without its database arrives once",
  { timeout: 240_000 },
  async () => {
    const size = { units: 2, receiptTimeout: "2s", aroundMs: 1_000 };
    const result = await outage({ rounds: 5, seed: 1, json: true }, size);
    expect(result).toMatchObject({ rounds: 5, lost: 0, duplicated: 0, receiptsForNothing: 0 });
    expect(result.announced).toBeGreaterThan(5);
  },
);
