// Where the demo uploads to: a broker with TLS and a receiver, both real and on this machine.
import { readFileSync } from "node:fs";
import { startBroker, type Broker } from "../../test/kit/peers/broker.js";
import { startReceiver, type Receiver } from "../../test/kit/receiver/receiver.js";

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
