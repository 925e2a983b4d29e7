// An announcement is taken once from the broker, so its list must outlive the daemon that heard of it.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createHotlistArrival } from "../../../src/unit/hotlist/delivery/arrival.js";
import { openHotlistLibrary } from "../../../src/unit/hotlist/library.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { httpsServer } from "../../kit/peers/https.js";
import { hotlistConfig } from "../../kit/units/hotlist-config.js";
import { listKey } from "../../kit/units/hotlist-place.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const text = "plate\nABC123\n";
const wait = { timeout: 20_000, interval: 100 };

it("a list that could not be fetched before the daemon ended is fetched by the next one", async () => {
  let isThere = false;
  const asked: string[] = [];
  const { url, files } = await httpsServer((request, response) => {
    asked.push(request.url ?? "");
    const isAnswered = request.url === "/new" && isThere;
    response.writeHead(isAnswered ? 200 : 503).end(isAnswered ? text : "");
  });
  const dir = scratchFolder();
  const download = { url, ...files, every: "7d" };
  const config = hotlistConfig({ sources: [{ id: "a", format: "csv", download }] });

  const start = async () => {
    const [clock, faults, log] = [new FakeClock(), memoryFaults(), memoryLog()];
    const library = await openHotlistLibrary({ dir, key: listKey, config, clock, log, faults, audit: null });
    const readSecret = (path: string) => readFileSync(path);
    const onTime = () => undefined;
    const arrival = createHotlistArrival({
      config,
      dir,
      library,
      clock,
      log,
      faults,
      readSecret,
      onTime,
      isForgotten: false,
    });
    const stop = new AbortController();
    const running = arrival.run(stop.signal);
    const end = async () => {
      stop.abort();
      await running;
      library.close();
    };
    onTestFinished(end);
    return { arrival, library, end, clock };
  };

  const first = await start();
  const sha256 = createHash("sha256").update(text).digest("hex");
  const message = { source: "a", url: new URL("/new", url).href, size: text.length, sha256, mode: "full" };
  first.arrival.announced(Buffer.from(JSON.stringify(message)));
  await expect
    .poll(() => first.clock.advance(2_000).then(() => asked), wait)
    .toEqual(expect.arrayContaining(["/new"]));
  await first.end();

  isThere = true;
  const second = await start();
  await expect.poll(() => second.clock.advance(2_000).then(() => second.library.size), wait).toBe(1);
  await second.clock.advance(2_000);
  await second.end();
  expect(JSON.parse(readFileSync(join(dir, "a", "announced.json"), "utf8"))).toEqual([]);

  // Damage is set aside, and neither ends the daemon nor is believed.
  writeFileSync(join(dir, "a", "announced.json"), '[{"source":"a","url":"http://elsewhere"}]');
  const third = await start();
  expect(third.library.announced("a")).toEqual([]);
  expect(third.library.size).toBe(1);
});
