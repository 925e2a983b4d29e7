import { expect, it } from "vitest";
import { testStore } from "../helpers/store.js";

it("shows the newest audit lines first, in pages", async () => {
  const { store } = await testStore();
  const actor = { name: "ada", role: "auditor", source: "127.0.0.1" } as const;
  for (let n = 1; n <= 5; n++) {
    store.append({ at: n * 1_000, actor, event: `test.${String(n)}`, outcome: "success" });
  }
  const events = (before: number | null): string[] => store.auditEvents(2, before).map((line) => line.event);
  expect(events(6_000)).toEqual(["test.5", "test.4"]);
  expect(events(4_000)).toEqual(["test.3", "test.2"]);
});
