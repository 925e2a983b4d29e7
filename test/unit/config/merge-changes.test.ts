import { expect, it } from "vitest";
import { mergeChanges } from "../../../src/unit/config/merge-changes.js";

it("writes upload into a unit's configuration and leaves its comments", () => {
  const text =
    "# of car 12\nunit: { id: car-12 } # ours\nupload:\n  # the old broker\n  url: mqtts://old\n  password: /x\n  window: 50 # slow\n";
  const upload = { url: "mqtts://new", confirm: "receiver", password: null, username: null };
  const edited = mergeChanges(text, { upload });
  expect(edited).toContain("# of car 12");
  expect(edited).toContain("window: 50 # slow");
  expect(edited).toContain("# the old broker\n  url: mqtts://new");
  expect(edited).not.toContain("password");
});

it("removes nothing from a part that is not there", () => {
  const upload = { url: "mqtts://new", username: null, tls: { ca: "/c", key: null } };
  expect(mergeChanges("unit: { id: car-12 }\n", { upload })).toBe(
    "unit: { id: car-12 }\nupload:\n  url: mqtts://new\n  tls:\n    ca: /c\n",
  );
  const sources = [{ id: "new", format: "csv", category: null }];
  expect(mergeChanges("sources:\n  - id: old\n", { sources })).toBe(
    "sources:\n  - id: old\n  - id: new\n    format: csv\n",
  );
});

const cameras = `cameras:
  # at the gate
  - id: front
    source: rtsp://10.0.0.8/main # first stream
    fps: 15 # enough
  - id: rear
    source: rtsp://10.0.0.9/main
`;

it("changes cameras by their id, and leaves the others and every comment", () => {
  const region = [
    [0.1, 0.2],
    [0.9, 0.2],
    [0.9, 1],
  ];
  const masks = [{ x: 0, y: 0, w: 0.2, h: 0.1 }];
  const edited = mergeChanges(cameras, { cameras: [{ id: "front", fps: 10, region, masks }] });
  expect(edited).toBe(`cameras:
  # at the gate
  - id: front
    source: rtsp://10.0.0.8/main # first stream
    fps: 10 # enough
    region: [ [ 0.1, 0.2 ], [ 0.9, 0.2 ], [ 0.9, 1 ] ]
    masks: [ { x: 0, y: 0, w: 0.2, h: 0.1 } ]
  - id: rear
    source: rtsp://10.0.0.9/main
`);
  expect(mergeChanges(edited, { cameras: [{ id: "front", region: null, masks: null, fps: 15 }] })).toBe(
    cameras,
  );
});

it("adds what is new, and makes parts that are missing", () => {
  const edited = mergeChanges(cameras, {
    cameras: [{ id: "lane-2", source: "/dev/video0" }],
    log: { level: "warn" },
  });
  expect(edited).toContain("source: rtsp://10.0.0.9/main\n  - id: lane-2\n    source: /dev/video0\n");
  expect(edited).toContain("log:\n  level: warn\n");
});
