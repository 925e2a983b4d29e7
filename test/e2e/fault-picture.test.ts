// A covered camera by the built daemon: its fault is proved by a picture that the page shows and nothing else carries.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { connect } from "mqtt";
import sharp from "sharp";
import { expect, it, onTestFinished } from "vitest";
import type { FaultMessage } from "../../src/shared/protocol/fault-schemas.js";
import { freePort, startBroker } from "../kit/peers/broker.js";
import { startRtspServer } from "../kit/peers/rtsp.js";
import { startMailServer } from "../kit/peers/smtp.js";
import { signedIn } from "../kit/units/console-client.js";
import { passwords } from "../kit/units/console.js";
import { startDaemon, tagwatch, unitFolder, writeUnitConfig } from "../kit/units/daemon.js";

const root = "tagwatch/car-12/";

/** What the camera shows with a cloth over it: grey, and its sensor's noise. */
function coveredClip(dir: string): string {
  const file = join(dir, "covered.mp4");
  const cloth = ["-f", "lavfi", "-i", "color=c=gray:size=640x360:rate=10,noise=alls=3:allf=t", "-t", "10"];
  const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "20", "-pix_fmt", "yuv420p"];
  execFileSync("ffmpeg", ["-v", "error", "-y", ...cloth, ...codec, file]);
  return file;
}

/** Takes notices as a department's own service would. */
async function startHook(): Promise<{ readonly url: string; readonly bodies: readonly string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("latin1").on("data", (text: string) => void (body += text));
    request.on("end", () => {
      bodies.push(body);
      response.writeHead(204).end();
    });
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`, bodies };
}

it(
  "the picture that proves a covered camera is on the page, and in no mail, webhook or message",
  { timeout: 300_000 },
  async () => {
    const folder = unitFolder();
    onTestFinished(() => folder.remove());
    const broker = await startBroker();
    onTestFinished(() => broker.stop());
    const mail = await startMailServer(broker.authority.issue("mail", 30, "DNS:localhost"));
    onTestFinished(() => mail.stop());
    const hook = await startHook();
    const camera = await startRtspServer({ front: coveredClip(folder.dir) });
    const ca = broker.authority.caFile;
    const port = await freePort();
    const config = writeUnitConfig(folder, {
      cameras: [{ id: "front", source: camera.address("front"), fps: 5 }],
      console: { port },
      upload: {
        ...{ url: broker.url, username: "unit", ca },
        password: folder.secret("mqtt.password", broker.users["unit"] ?? ""),
      },
      supervisor: {
        name: "Sgt. Smith",
        webhook: { url: hook.url, secret: folder.secret("hook", "hook") },
        mail: {
          ...{ host: "localhost", port: mail.port, ca, user: "unit" },
          password: folder.secret("mail.password", "mail password"),
          ...{ from: "car-12@pd.example", to: ["sergeant@pd.example"] },
        },
      },
    });
    const secret = folder.secret("tess", passwords);
    const added = tagwatch(
      ["user", "add", "tess", "--role", "technician", "--config", config, "--password-file", secret].flat(),
    );
    expect(added.status, added.stderr).toBe(0);

    const listener = connect(broker.url, {
      ...{ protocolVersion: 5, ca: broker.authority.ca, username: "receiver" },
      password: broker.users["receiver"],
    });
    onTestFinished(() => void listener.end(true));
    const sent = new Map<string, Buffer[]>();
    let onBlind: (message: FaultMessage) => void;
    const blind = new Promise<FaultMessage>((resolve) => (onBlind = resolve));
    listener.on("message", (topic, body) => {
      sent.set(topic, [...(sent.get(topic) ?? []), body]);
      if (topic !== `${root}faults`) return;
      const message = JSON.parse(body.toString("utf8")) as FaultMessage;
      if (message.code === "CAMERA_BLIND") onBlind(message);
    });
    await listener.subscribeAsync(`${root}#`, { qos: 1 });

    const daemon = startDaemon(config);
    onTestFinished(() => void daemon.child.kill("SIGKILL"));
    const fault = await blind;
    expect(fault).toMatchObject({ subject: "front", change: "raised" });
    const { text } = await mail.mail(/\(CAMERA_BLIND\)/);
    await expect.poll(() => hook.bodies.join(), { timeout: 60_000 }).toContain("CAMERA_BLIND");

    const page = `http://127.0.0.1:${String(port)}`;
    const path = `/api/faults/${fault.faultId}/picture`;
    expect((await fetch(page + path)).status).toBe(401);
    const tess = await signedIn(page, "tess");
    const answer = await fetch(page + path, { headers: tess.proof() });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
    const jpeg = Buffer.from(await answer.arrayBuffer());
    // A plate that fills a third of the picture would be 32 pixels wide.
    expect(await sharp(jpeg).metadata()).toMatchObject({ width: 96, height: 54 });
    const { channels } = await sharp(jpeg).stats();
    expect(channels[0]?.mean).toBeCloseTo(128, -1);

    expect(await daemon.stop()).toBe(0);
    const piece = jpeg.subarray(0, 30);
    const left = [text, ...hook.bodies, ...[...sent.values()].flat().map((body) => body.toString("latin1"))];
    for (const body of left) {
      expect(body).not.toContain(piece.toString("latin1").slice(0, 11));
      expect(body).not.toContain(piece.toString("base64").slice(0, 16));
      expect(body).not.toMatch(/image\/jpeg/i);
    }
  },
);
