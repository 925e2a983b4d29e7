import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installedService } from "../../../src/unit/cli/check/host.js";
import { namedFiles } from "../../../src/unit/cli/check/named-files.js";
import { probeFiles } from "../../../src/unit/cli/check/probe.js";
import { parseConfig } from "../../../src/unit/config/load.js";
import { formatFault } from "../../../src/shared/platform/config-loader.js";
import { runTagwatch } from "../../kit/units/program.js";
import { scratchFolder } from "../../kit/units/scratch.js";

/** A configuration whose every file is there, in a folder of its own. */
function madeUnit(): { dir: string; file: string; write: (extra: string) => void } {
  const dir = scratchFolder();
  const at = (name: string): string => join(dir, name);
  writeFileSync(at("unit.key"), Buffer.alloc(32), { mode: 0o600 });
  writeFileSync(at("password"), "secret\n", { mode: 0o600 });
  writeFileSync(at("clip.mp4"), "");
  const args = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-subj",
    "/CN=t",
  ];
  execFileSync("openssl", [...args, "-keyout", at("tls.key"), "-out", at("tls.pem")], { stdio: "ignore" });
  chmodSync(at("tls.key"), 0o600);
  const file = at("tagwatch.yaml");
  const write = (extra: string): void =>
    writeFileSync(
      file,
      `unit: { id: p, kind: pole, name: P, watchedBy: Desk }
cameras: [{ id: a, source: ${at("clip.mp4")} }]
gps: { kind: fixed, lat: 38.8, lon: -94.8 }
store: { dir: ${dir}, key: ${at("unit.key")} }
${extra}
`,
    );
  write("");
  return { dir, file, write };
}

test("a configuration whose files are all there has no faults", async () => {
  const { dir, file, write } = madeUnit();
  write(`console: { tls: { certificate: ${dir}/tls.pem, key: ${dir}/tls.key } }
upload: { url: "mqtts://h", username: u, password: ${dir}/password, ca: ${dir}/tls.pem }`);
  expect(await runTagwatch("check", file)).toEqual({
    status: 0,
    text: `${file}: no faults. Unit p, cameras a.`,
  });
});

test.each([
  [
    "upload: { url: 'mqtts://h', ca: DIR/none.pem }",
    "upload.ca: DIR/none.pem does not exist (nothing is uploaded",
  ],
  ["upload: { url: 'mqtts://h', ca: DIR/password }", "upload.ca: DIR/password holds no PEM certificate"],
  [
    "upload: { url: 'mqtts://h', username: u, password: hunter2 }",
    "upload.password: name a file by its whole path",
  ],
  [
    "console: { tls: { certificate: DIR/tls.pem, key: DIR/open.key } }",
    "console.tls.key: DIR/open.key can be read by everybody (mode 0644)",
  ],
  [
    "console: { tls: { certificate: DIR/tls.pem, key: DIR/password } }",
    "console.tls.key: DIR/password holds no PEM private key",
  ],
  [
    "console: { tls: { certificate: DIR/tls.pem, key: DIR/other.key } }",
    "console.tls.key: DIR/other.key is not the key of DIR/tls.pem (the officer's page is off)",
  ],
  ["upload: { url: 'mqtts://h', username: u, password: DIR/empty }", "upload.password: DIR/empty is empty"],
  ["upload: { url: 'mqtts://h', username: u, password: DIR }", "upload.password: DIR"],
  [
    "hotlist: { sources: [{ id: a, format: csv, timeZone: America/Chicago, signatureKey: DIR/tls.pem }] }",
    "hotlist.sources.0.signatureKey: DIR/tls.pem holds a key of the kind ec, not Ed25519",
  ],
  ["hotlist: { plates: DIR/password }", "hotlist.plates: DIR/password"],
  ["vision: { models: DIR }", "vision.models: DIR/manifest.json"],
  ["hotlist: { dropDir: DIR/none }", "hotlist.dropDir: DIR/none does not exist"],
  ["hotlist: { dropDir: DIR/clip.mp4 }", "hotlist.dropDir: DIR/clip.mp4 is not a folder"],
  ["vision: { models: DIR/none }", "vision.models: DIR/none does not exist (no plate is read)"],
])("%s is a fault with its line", async (extra, message) => {
  const { dir, file, write } = madeUnit();
  writeFileSync(join(dir, "open.key"), "", { mode: 0o644 });
  writeFileSync(join(dir, "empty"), "\n", { mode: 0o600 });
  const { privateKey } = generateKeyPairSync("ed25519");
  writeFileSync(join(dir, "other.key"), privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  write(extra.replaceAll("DIR", dir));
  const { status, text } = await runTagwatch("check", file);
  expect(status).toBe(78);
  expect(text).toContain(`tagwatch.yaml:5 ${message.replaceAll("DIR", dir)}`);
  expect(text).not.toContain("hunter2");
});

test("that people will be asked for a second factor which nobody has is told before they meet it", async () => {
  const { dir, file, write } = madeUnit();
  write(`console: { host: 0.0.0.0, tls: { certificate: ${dir}/tls.pem, key: ${dir}/tls.key } }`);
  const olive = { name: "olive", role: "officer", hash: "-", disabled: false, lockedAt: null };
  const keep = (more: object): void =>
    writeFileSync(
      join(dir, "users.json"),
      JSON.stringify({
        version: 1,
        users: [{ ...olive, createdAt: 0, passwordAt: 0, ...more }],
        changes: [],
      }),
      { mode: 0o600 },
    );
  keep({});
  const { status, text } = await runTagwatch("check", file);
  expect(status).toBe(0);
  expect(text).toContain("tagwatch.yaml:5 console.secondFactor: warning: nobody has a second factor yet");
  expect(text).toContain("set console.secondFactor: off until");
  keep({ secondFactor: { sealed: "", steps: [] } });
  expect((await runTagwatch("check", file)).text).toContain("no faults. Unit p");
});

test("a receiver that is not plugged in is a warning, a certificate that ended a fault", async () => {
  const { dir, file } = madeUnit();
  writeFileSync(
    file,
    `unit: { id: p, kind: vehicle, name: P }
cameras: [{ id: a, source: /dev/video99 }]
gps: { kind: serial, device: /dev/ttyNONE }
store: { dir: ${dir}, key: ${dir}/unit.key }
`,
  );
  const { status, text } = await runTagwatch("check", file);
  expect(status).toBe(0);
  expect(text).toContain("tagwatch.yaml:2 cameras.0.source: warning: /dev/video99 does not exist");
  expect(text).toContain("tagwatch.yaml:3 gps.device: warning: /dev/ttyNONE does not exist");
  const ended = {
    path: ["upload", "ca"],
    file: join(dir, "tls.pem"),
    kind: "certificate",
    without: "-",
  } as const;
  expect(probeFiles([ended], null, Date.now())).toEqual([]);
  expect(probeFiles([ended], null, Date.now() + 40 * 86_400_000)[0]?.text).toContain(
    "its certificate ended on",
  );
});

test("what the installed service cannot see is named: credentials not passed, homes, files of root", () => {
  const root = scratchFolder();
  mkdirSync(join(root, "etc/systemd/system/tagwatch.service.d"), { recursive: true });
  writeFileSync(join(root, "etc/passwd"), "root:x:0:0::/:/bin/sh\ntagwatch:x:990:990::/:/bin/false\n");
  writeFileSync(
    join(root, "etc/systemd/system/tagwatch.service"),
    `[Service]\nUser=tagwatch\nProtectHome=yes\nLoadCredential=unit.key:${root}/etc/unit.key\n`,
  );
  writeFileSync(
    join(root, "etc/systemd/system/tagwatch.service.d/override.conf"),
    `[Service]\nLoadCredential=mqtt.password:${root}/etc/passwd\nSetCredentialEncrypted=left.camera: \\\n  Whxqht+dQJax1aZeCGLxmiAAAAAB\n`,
  );
  const service = installedService(root);
  expect(service?.account).toEqual({ name: "tagwatch", uid: 990, gids: [990] });
  const parsed = parseConfig(`unit: { id: p, kind: pole, name: P }
cameras: [{ id: a, source: /home/me/clip.mp4 }, { id: left, source: "rtsp://h/1", credentials: "credential:left.camera" }]
gps: { kind: fixed, lat: 38.8, lon: -94.8 }
store: { dir: ${root}/store }
upload: { url: "mqtts://h", username: u, password: "credential:mqtt.password" }
console: { tls: { certificate: ${root}/etc/passwd, key: "credential:console.key" } }
supervisor: { name: S, mail: { host: h, user: u, password: "credential:mail.password", from: a@b.example, to: [c@b.example] }, webhook: { url: "https://h/", secret: ${root}/gone } }
`);
  if (!("config" in parsed)) throw new Error("expected a configuration");
  const said = probeFiles(namedFiles(parsed.config), service, Date.now()).map((f) =>
    formatFault("t", parsed.place(f)),
  );
  expect(said).toEqual([
    expect.stringContaining("t:2 cameras.0.source: /home/me/clip.mp4 is hidden from the service"),
    expect.stringContaining(
      `t:4 store.dir: ${root} cannot be written to by tagwatch: chown tagwatch ${root}`,
    ),
    expect.stringContaining(
      `store.key: the unit file loads credential unit.key from ${root}/etc/unit.key, which does not exist`,
    ),
    expect.stringContaining("console.tls.certificate:"),
    expect.stringContaining(
      "t:6 console.tls.key: there is no credential console.key: tagwatch secret set console.key",
    ),
    expect.stringContaining(
      "t:7 supervisor.mail.password: there is no credential mail.password: tagwatch secret set mail.password",
    ),
    expect.stringContaining(`supervisor.webhook.secret: ${root}/gone does not exist`),
  ]);
});

test.runIf(process.getuid?.() === 0)(
  "checked as root, a secret of root is not readable for the service",
  () => {
    const dir = scratchFolder();
    const file = join(dir, "password");
    writeFileSync(file, "x", { mode: 0o600 });
    const service = {
      account: { name: "tagwatch", uid: 990, gids: [990] },
      credentials: new Map(),
      hidesHomes: true,
    };
    const named = { path: ["upload", "password"], file, kind: "secret", without: "-" } as const;
    expect(probeFiles([named], service, Date.now())[0]?.text).toContain(
      "cannot be read by tagwatch: chown tagwatch",
    );
  },
);

test.runIf(process.getuid?.() === 0)(
  "who is neither root nor the service cannot tell what the service may",
  () => {
    const dir = scratchFolder();
    const file = join(dir, "password");
    writeFileSync(file, "x", { mode: 0o600 });
    chmodSync(dir, 0o711);
    const built = new URL("../../../dist/unit/cli/check/probe.js", import.meta.url).href;
    const service = { account: { name: "tagwatch", uid: 990, gids: [990] }, hidesHomes: true };
    const named = { path: ["upload", "password"], file, kind: "secret", without: "-" };
    const script = `import { probeFiles } from ${JSON.stringify(built)};
    process.setuid(991);
    const service = { ...${JSON.stringify(service)}, credentials: new Map() };
    console.log(probeFiles([${JSON.stringify(named)}], service, 0)[0].text);`;
    const said = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(said).toContain("cannot be read by you; whether tagwatch may, the same check tells as root");
  },
);

test("a unit key of another length is named, in the file and behind a credential", () => {
  const dir = scratchFolder();
  const file = join(dir, "unit.key");
  writeFileSync(file, Buffer.alloc(31, 200), { mode: 0o600 });
  const named = { path: ["store", "key"], kind: "unit-key", without: "-" } as const;
  const service = { account: null, credentials: new Map([["unit.key", file]]), hidesHomes: true };
  const said = (at: string) => probeFiles([{ ...named, file: at }], service, 0).map(({ text }) => text);
  expect(said(file)).toEqual([expect.stringContaining("has 31 bytes: a key is 32 random bytes")]);
  expect(said("credential:unit.key")).toEqual(said(file));
  writeFileSync(file, `${"0f".repeat(32)}\n`);
  expect(said("credential:unit.key")).toEqual([]);
});

test("what the service's sandbox keeps it from is named: /tmp, folders it may not write to, devices", () => {
  const root = scratchFolder();
  mkdirSync(join(root, "etc/systemd/system"), { recursive: true });
  const unitFile = readFileSync(new URL("../../../systemd/tagwatch.service", import.meta.url), "utf8");
  writeFileSync(join(root, "etc/systemd/system/tagwatch.service"), unitFile);
  const service = installedService(root);
  const told = (kind: "own-folder" | "shared-folder" | "file" | "later", file: string) =>
    probeFiles([{ path: ["x"], kind, file, without: "-" }], service, 0).map(({ text }) => text);
  expect(told("shared-folder", "/tmp/lists")).toEqual([expect.stringContaining("PrivateTmp=")]);
  expect(told("own-folder", "/data/tagwatch")).toEqual([
    expect.stringContaining("ReadWritePaths=/data/tagwatch"),
  ]);
  // Made by systemd when the service starts.
  expect(told("shared-folder", "/run/tagwatch/lists")).toEqual([]);
  expect(told("own-folder", "/var/lib/tagwatch")).toEqual([]);
  expect(told("later", "/dev/null")).toEqual([expect.stringContaining("DeviceAllow=char-null rw")]);
});
