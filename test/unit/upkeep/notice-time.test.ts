import { expect, test } from "vitest";
import { createNoticeQueue } from "../../../src/unit/upkeep/notice-queue.js";
import { noticeText } from "../../../src/unit/upkeep/notice.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { testTime } from "../../kit/samples/records.js";
import { startUpkeep } from "../../kit/units/upkeep.js";

const lost = { code: "CAMERA_LOST", subject: "front", severity: "warning", text: "no pictures" } as const;
// Nobody listens there: what is to be mailed waits.
const mail = { host: "localhost", port: 1, from: "car-12@pd.example", to: ["sergeant@pd.example"] };

test("of a fault from before the clock was set no date is told; its message by MQTT keeps its form", async () => {
  const supervisor = { name: "Sgt. Smith", mail };
  const { faults, clock, store, messages } = await startUpkeep({ supervisor, notBefore: testTime + 120_000 });
  faults.raise(lost);
  await clock.advance(30_000);
  faults.clear("CAMERA_LOST", "front");
  for (let i = 0; i < 3; i++) await clock.advance(60_000);
  faults.raise({ ...lost, subject: "rear" });
  await clock.advance(30_000);
  const texts = createNoticeQueue(store.upkeep, memoryLog())
    .of("mail")
    .map(({ notice }) => noticeText(notice));
  const of = (words: string): readonly string[] =>
    texts.filter((text) => text.includes(words)).map((text) => /^ {2}since .*$/m.exec(text)?.[0] ?? "");
  expect(of("camera front")).toEqual([
    "  since before the clock was set",
    "  since before the clock was set, over while the clock was not set",
  ]);
  expect(of("camera rear")).toEqual([expect.stringMatching(/^ {2}since 2026-01-15T12:03:30\.\d\dZ$/)]);
  expect(messages()[0]).toMatchObject({ since: new Date(testTime).toISOString() });
});
