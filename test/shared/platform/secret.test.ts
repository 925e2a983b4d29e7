import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readKey, readPassword, secretPath } from "../../../src/shared/platform/secret.js";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tagwatch-secret-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true });
});

function file(name: string, content: Buffer | string, mode = 0o600): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

describe("secrets", () => {
  it("finds systemd credentials", () => {
    vi.stubEnv("CREDENTIALS_DIRECTORY", dir);
    file("unit.key", Buffer.alloc(32, 7));
    expect(readKey("credential:unit.key")).toEqual(Buffer.alloc(32, 7));
  });

  it("takes the file behind a credential when typed by hand, and says what to do when there is none", () => {
    vi.stubEnv("CREDENTIALS_DIRECTORY", "");
    expect(secretPath("credential:unit.key")).toBe("/etc/tagwatch/unit.key");
    expect(() => readKey("credential:none-of-that-name")).toThrow(
      expect.objectContaining({
        message: "secret /etc/tagwatch/none-of-that-name cannot be read",
        hint: expect.stringContaining("tagwatch secret set") as string,
      }),
    );
  });

  it("takes a sealed credential from what the service was passed, whose folder gives the names a prefix", () => {
    vi.stubEnv("CREDENTIALS_DIRECTORY", "");
    expect(secretPath("credential:unit.key", dir)).toBe("/etc/tagwatch/unit.key");
    file("unit.key", Buffer.alloc(32, 7));
    file("secrets_mqtt.password", "x");
    expect(secretPath("credential:unit.key", dir)).toBe(join(dir, "unit.key"));
    expect(secretPath("credential:mqtt.password", dir)).toBe(join(dir, "secrets_mqtt.password"));
    expect(secretPath(join(dir, "gone"), dir)).toBe(join(dir, "gone"));
  });

  it("reads a key as raw bytes or hexadecimal digits, and nothing else", () => {
    expect(readKey(file("raw", Buffer.alloc(32, 1)))).toEqual(Buffer.alloc(32, 1));
    expect(readKey(file("hex", `${"0a".repeat(32)}\n`))).toEqual(Buffer.alloc(32, 10));
    expect(() => readKey(file("short", "secret"))).toThrow(/has 6 bytes/);
  });

  it("refuses a secret everybody can read", () => {
    expect(() => readPassword(file("open", "x", 0o644))).toThrow(/read by everybody \(mode 0644\)/);
  });

  it("drops one newline at the end of a password", () => {
    expect(readPassword(file("password", "s3cret \n"))).toBe("s3cret ");
  });
});
