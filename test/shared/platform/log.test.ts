import { describe, expect, it } from "vitest";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLog } from "../../../src/shared/platform/log.js";
import { readPassword } from "../../../src/shared/platform/secret.js";
import { scratchFolder } from "../../kit/units/scratch.js";

describe("createLog", () => {
  it("prefixes each line with the priority journald reads", () => {
    const lines: string[] = [];
    const log = createLog({ level: "debug", write: (text) => void lines.push(text) });
    log.debug("a");
    log.info("b", { camera: "front" });
    log.warn("c");
    log.error("d");
    expect(lines.map((line) => line.slice(0, 3))).toEqual(["<7>", "<6>", "<4>", "<3>"]);
    expect(lines[1]).toBe("<6>camera front: b\n");
  });

  it("keeps the fields of its parent", () => {
    const lines: string[] = [];
    const log = createLog({ level: "info", write: (text) => void lines.push(text) }).child({ part: "gps" });
    log.debug("not written");
    log.info("x", { fix: true });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toBe("<6>gps: x (fix=true)\n");
  });

  it("tells no secret this process has read, whoever wrote the line", () => {
    const file = join(scratchFolder(), "password");
    writeFileSync(file, 'up "load/1\n', { mode: 0o600 });
    const lines: string[] = [];
    const log = createLog({ level: "info", write: (text) => void lines.push(text) });
    const password = readPassword(file);
    log.info(`cannot reach mqtts://unit:${encodeURIComponent(password)}@broker`, { reason: password });
    expect(lines.join("")).not.toMatch(/up.{1,3}load/);
    expect(lines.join("")).toContain("mqtts://unit:***@broker");
  });
});
