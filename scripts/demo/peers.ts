// The outside world of the demo: a video server, a broker with TLS, and a receiver, all real and on this machine.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { startBroker, type Broker } from "../../test/kit/peers/broker.js";
import { startReceiver, type Receiver } from "../../test/kit/receiver/receiver.js";

export interface VideoServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Serves clips as rtsp://127.0.0.1:PORT/NAME. Rejects with what the server said when it does not come up. */
export async function startVideoServer(clips: Readonly<Record<string, string>>): Promise<VideoServer> {
  const paths = Object.entries(clips).map(([name, file]) => `${name}=${file}`);
  const child = spawn("/usr/bin/python3", ["test/kit/peers/rtsp-server.py", "--port", "0", ...paths], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await portOf(child);
  return {
    port,
    async stop() {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the video server ended with status ${String(code)}`)));
    const lines = createInterface({ input: child.stdout as NonNullable<ChildProcess["stdout"]> });
    lines.on("line", (line) => {
      const port = /^ready (\d+)$/.exec(line)?.[1];
      if (port) resolve(Number(port));
    });
  });
}

/** Where the unit uploads to, and who counts what arrives. */
export interface Uplink {
  readonly upload: Readonly<Record<string, string>>;
  readonly receiver: Receiver;
  stop(): Promise<void>;
}

const unitPassword = "demo-password";

/** A private mosquitto with TLS and passwords, and the reference receiver behind it. */
export async function startUplink(unit: string, passwordFile: (password: string) => string): Promise<Uplink> {
  const broker: Broker = await startBroker({
    users: { [unit]: unitPassword, receiver: "receiver-password" },
    acl: `user ${unit}\ntopic readwrite tagwatch/${unit}/#\nuser receiver\ntopic readwrite tagwatch/#\n`,
  });
  // By address: a bare root has no /etc/hosts, and so no localhost.
  const url = broker.url.replace("//localhost:", "//127.0.0.1:");
  const ca = readFileSync(broker.authority.caFile);
  const receiver = startReceiver({
    url,
    ca,
    username: "receiver",
    password: "receiver-password",
  });
  await receiver.ready;
  return {
    upload: {
      url,
      username: unit,
      password: passwordFile(unitPassword),
      ca: broker.authority.caFile,
    },
    receiver,
    async stop() {
      await receiver.stop();
      await broker.stop();
    },
  };
}
