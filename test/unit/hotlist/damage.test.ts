// Damage that shows in a field, a row or a header puts no plate into force that the source did not mean, and words that
// only describe take none off. The long form: npm run -s drill -- list-damage
import { describe, expect, it } from "vitest";
import { damageRows } from "../../../scripts/drill/lib/damage.js";
import { createRandom } from "../../kit/samples/list-rows.js";
import { sourceConfig } from "../../kit/units/hotlist-config.js";

describe("10,000 damaged rows", () => {
  const source = (format: "csv" | "ncic") => sourceConfig({ id: "s", format, timeZone: "UTC" });
  const counts = [...damageRows(10_000, createRandom(11), source)];

  it.each(counts.filter(([, { visibility }]) => visibility === "refuse"))("%s is refused", (_kind, count) => {
    expect(count.rows).toBeGreaterThan(100);
    expect(count.bent).toBe(0);
  });
  it.each(counts.filter(([, { visibility }]) => visibility === "keep"))("%s is kept", (_kind, count) => {
    expect(count.rows).toBeGreaterThan(100);
    expect(count).toMatchObject({ refused: 0, bent: 0 });
  });
});
