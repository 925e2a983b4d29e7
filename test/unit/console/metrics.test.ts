import { expect, test } from "vitest";
import { metricsText } from "../../../src/unit/console/metrics.js";
import { watchNow } from "../../../src/unit/console/state.js";
import { someStatus, startConsole } from "../../kit/units/console.js";
import { Client } from "../../kit/units/console-client.js";

test("programs on this machine read the status and metrics without a sign-in", async () => {
  const { url, faults } = await startConsole();
  faults.raise({ code: "CAMERA_LOST", subject: 'rear "two"\n', severity: "warning", text: "gone" });
  const client = new Client(url);
  const status = await client.request("/status");
  expect(status.body).toMatchObject({ status: { version: "0.1.0" }, faults: [{ code: "CAMERA_LOST" }] });
  const metrics = await client.request("/metrics");
  const text = String(metrics.body["text"]);
  expect(metrics.headers.get("content-type")).toContain("application/openmetrics-text");
  expect(text).toContain('tagwatch_camera_seeing{camera="rear"} 0');
  expect(text).toContain('subject="rear \\"two\\"\\n"');
  expect(text.endsWith("# EOF\n")).toBe(true);
});

test("a camera whose pictures show nothing is not said to see", () => {
  const status = someStatus();
  const cameras = status.cameras.map((camera) => ({ ...camera, seeing: false }));
  expect(metricsText({ ...status, cameras }, [], 1)).toContain('tagwatch_camera_seeing{camera="front"} 0');
  expect(watchNow({ status: () => ({ ...status, cameras }) })).toEqual({
    watching: false,
    seeing: 0,
    total: 2,
  });
});

test("every line is a comment or one sample, and what is not known is left out", () => {
  const text = metricsText({ ...someStatus(), upload: null, position: null }, [], 1);
  for (const line of text.trimEnd().split("\n"))
    expect(line).toMatch(
      /^(# (TYPE|HELP) tagwatch_[a-z_]+ .+|# EOF|tagwatch_[a-z_]+(\{[^}]+\})? -?[\d.e+]+)$/,
    );
  expect(text).not.toMatch(/upload|position/);
});
