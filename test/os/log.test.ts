import { describe, expect, it } from "vitest";
import { createLog } from "../../src/os/log.js";

describe("createLog", () => {
  it("prefixes each line with the priority journald reads", () => {
    const lines: string[] = [];
    const log = createLog({ level: "debug", write: (text) => void lines.push(text) });
    log.debug("a");
    log.info("b", { camera: "front" });
    log.warn("c");
    log.error("d");
    expect(lines.map((line) => line.slice(0, 3))).toEqual(["<7>", "<6>", "<4>", "<3>"]);
    expect(JSON.parse(lines[1]?.slice(3) ?? "")).toMatchObject({ msg: "b", camera: "front" });
  });

  it("keeps the fields of its parent", () => {
    const lines: string[] = [];
    const log = createLog({ level: "info", write: (text) => void lines.push(text) }).child({ part: "gps" });
    log.debug("not written");
    log.info("x", { fix: true });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]?.slice(3) ?? "")).toMatchObject({ part: "gps", fix: true, msg: "x" });
  });
});
