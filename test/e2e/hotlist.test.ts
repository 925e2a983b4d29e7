// Lists beside a running daemon: what a command reports is in force there, or it says so.
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "mqtt";
import { describe, expect, it, onTestFinished } from "vitest";
import { startBroker } from "../kit/peers/broker.js";
import { startDaemon, tagwatch, unitFolder, writeUnitConfig } from "../kit/units/daemon.js";
import { httpsServer } from "../kit/peers/https.js";

function unit(): ReturnType<typeof unitFolder> {
  const folder = unitFolder();
  onTestFinished(() => folder.remove());
  return folder;
}

const wait = { timeout: 60_000 };

// Each starts the built program once or more; on a busy machine that takes its time.
describe("hotlists beside the running daemon", { timeout: 240_000 }, () => {
  it("a BOLO typed by hand is in force while another source's download drips; a stopped daemon is told", async () => {
    let asked = 0;
    const { url, files: pem } = await httpsServer((_request, response) => {
      asked++;
      response.writeHead(200, { "content-length": "100000" });
      const drip = setInterval(() => void response.write("x"), 1_000);
      response.on("close", () => clearInterval(drip));
    });
    const folder = unit();
    const slow = { id: "slow", format: "csv", download: { url, ...pem } };
    const config = writeUnitConfig(folder, {
      hotlist: { sources: [slow, { id: "bolo", format: "csv" }] },
    });
    const list = folder.secret("bolo.csv", "plate,category\nABC123,amber-alert\n");
    const order = ["hotlist", "import", "--config", config, "--source", "bolo", list];
    const daemon = startDaemon(config);
    onTestFinished(() => void daemon.child.kill("SIGKILL"));
    await daemon.line(/READ /);
    await expect.poll(() => asked, wait).toBeGreaterThan(0);

    const typed = tagwatch(order);
    expect(typed.stdout + typed.stderr).toContain("the daemon matches against it");
    expect(typed.status).toBe(0);
    await daemon.line(/"source":"bolo".*hotlist in force/);

    daemon.child.kill("SIGSTOP");
    const stopped = tagwatch(order);
    daemon.child.kill("SIGCONT");
    expect(stopped.stdout).toContain("THE DAEMON HAS NOT TAKEN IT OVER");
    expect(stopped.status).toBe(1);
    await expect
      .poll(() => tagwatch(["hotlist", "status", "--config", config, "--json"]).stdout, wait)
      .toMatch(/"source":"bolo"(?:(?!"source").)*"daemon":"held"/);
    await daemon.stop();
    expect(tagwatch(["hotlist", "status", "--config", config]).stdout).toContain("no daemon runs");
  });

  it("announcements: an unsigned removal is refused, a signed manifest taken, and an old one not again", async () => {
    const files = new Map<string, string | Buffer>();
    const { url, files: pem } = await httpsServer((request, response) => {
      const bytes = files.get(request.url ?? "");
      response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
    });
    const broker = await startBroker();
    onTestFinished(() => broker.stop());
    const folder = unit();
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const signatureKey = folder.secret("state.pem", publicKey.export({ type: "spki", format: "pem" }));
    const state = { id: "state", format: "csv", signatureKey };
    const password = folder.secret("mqtt.password", broker.users["unit"] ?? "");
    const config = writeUnitConfig(folder, {
      upload: { url: broker.url, username: "unit", password, ca: broker.authority.caFile },
      hotlist: { sources: [{ ...state, download: { url, ...pem } }] },
    });
    const sender = connect(broker.url, {
      ca: readFileSync(broker.authority.caFile),
      username: "receiver",
      password: broker.users["receiver"] ?? "",
    });
    onTestFinished(() => void sender.end(true));
    const daemon = startDaemon(config);
    onTestFinished(() => void daemon.child.kill("SIGKILL"));
    await daemon.line(/READ /);

    const announce = async (name: string, mode: string, text: string, sequence: number | null) => {
      const sha256 = createHash("sha256").update(text).digest("hex");
      files.set(`/${name}`, text);
      if (sequence !== null) {
        const count = text.trim().split("\n").length - 1;
        const date = new Date().toISOString();
        const said = { format: "hotlist-manifest.v1", source: "state", mode, sequence, date, sha256, count };
        files.set(`/${name}.manifest`, JSON.stringify(said));
        files.set(`/${name}.manifest.sig`, sign(null, Buffer.from(JSON.stringify(said)), privateKey));
      }
      const size = Buffer.byteLength(text);
      const message = { source: "state", url: new URL(`/${name}`, url).href, size, sha256, mode };
      await sender.publishAsync("tagwatch/car-12/hotlist", JSON.stringify(message), { qos: 1 });
    };
    const held = () => {
      const folderOf = join(folder.dir, "store", "hotlists", "state", "list.json");
      return (JSON.parse(readFileSync(folderOf, "utf8")) as { readonly entries: number }).entries;
    };
    const old = "plate\nABC123\nDEF456\n";
    const full = "plate\nABC123\nDEF456\nGHI789\n";
    await announce("old", "full", old, 1);
    await daemon.line(/hotlist in force/);
    expect(held()).toBe(2);
    await announce("new", "full", full, 2);
    await expect.poll(held, wait).toBe(3);
    await announce("bare", "remove", "plate\nABC123\n", null);
    await daemon.line(/answers 404.*hotlist download failed/);
    expect(held()).toBe(3);
    await announce("less", "remove", "plate\nDEF456\n", 3);
    await expect.poll(held, wait).toBe(2);
    // The full list of before the removal, which a broker repeats with each connection, and an older one.
    await announce("new", "full", full, null);
    await announce("old", "full", old, null);
    await daemon.line(/its sequence 1 was used already/);
    expect(held()).toBe(2);
    expect(await daemon.stop()).toBe(0);
  });
});
