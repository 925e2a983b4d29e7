import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ntpServer } from "../../../src/shared/platform/ntp.js";
import { scratchFolder } from "../../kit/units/scratch.js";

afterEach(() => void vi.unstubAllEnvs());

/** A machine whose commands print this. */
function machine(prints: Readonly<Record<string, string>>): void {
  const folder = scratchFolder();
  for (const [command, text] of Object.entries(prints)) {
    const file = join(folder, command);
    writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' '${text}'\n`);
    chmodSync(file, 0o755);
  }
  vi.stubEnv("PATH", folder);
}

const timedatectl = "ServerName=time.example\nServerAddress=203.0.113.4";

describe("the server that network time is from", () => {
  it.each([
    [
      "Contacted time server 203.0.113.4:123 (time.example).",
      { name: "time.example", address: "203.0.113.4" },
    ],
    ["", { name: "time.example", address: "203.0.113.4" }],
    ["Connecting to time server 203.0.113.4:123 (time.example).", null],
    ["Idle.", null],
  ])("timesyncd says: %s", async (systemctl, server) => {
    machine({ timedatectl, systemctl });
    expect(await ntpServer()).toEqual(server);
  });

  it("is the one that chrony follows, and none where that is a receiver", async () => {
    machine({ chronyc: "CB007104,203.0.113.4,2" });
    expect(await ntpServer()).toEqual({ name: "203.0.113.4", address: "203.0.113.4" });
    machine({ chronyc: "47505300,GPS,1" });
    expect(await ntpServer()).toBeNull();
  });
});
