// Ways to the broker other than plain TLS: WebSockets, and a front that tells protocols apart by ALPN.
import { once } from "node:events";
import { createServer as createWebServer, type Server } from "node:https";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { connect, createServer, type TLSSocket } from "node:tls";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Broker } from "../../kit/peers/broker.js";
import { nthHit, nthRead } from "../../kit/samples/numbered.js";
import { hitMessage, readMessage } from "../../../src/unit/upload/messages.js";
import { testBroker, testReceiver, testUplink } from "../../kit/units/uplink.js";

const wait = { timeout: 20_000, interval: 20 };
const read = nthRead(1);

/** What is used of the ws package, which comes with mqtt. */
interface WebSockets {
  readonly WebSocketServer: new (options: {
    readonly server: Server;
    readonly handleProtocols: (offered: ReadonlySet<string>) => string | false;
  }) => { on(event: "connection", handler: (socket: object) => void): void };
  createWebSocketStream(socket: object): Duplex;
}
const ws = createRequire(createRequire(import.meta.url).resolve("mqtt"))("ws") as WebSockets;

/** MQTT over WebSockets before a broker. Debian's mosquitto does not open its own websockets listener in every container. */
async function webFront(broker: Broker): Promise<{ url: string; readonly offered: string[] }> {
  const { certificate: cert, key } = broker.authority.issue("localhost");
  const server = createWebServer({ cert, key });
  const offered: string[] = [];
  const handleProtocols = (names: ReadonlySet<string>): string | false => {
    offered.push(...names);
    return names.has("mqtt") && "mqtt";
  };
  new ws.WebSocketServer({ server, handleProtocols }).on("connection", (socket) => {
    const upstream = connect({ host: "localhost", port: broker.port, ca: broker.authority.ca });
    join(ws.createWebSocketStream(socket), upstream);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: `wss://localhost:${String((server.address() as AddressInfo).port)}`, offered };
}

/** Carries bytes both ways until either ends. */
function join(a: Duplex, b: Duplex): void {
  a.pipe(b).pipe(a);
  for (const end of [a, b]) end.on("error", () => undefined).on("close", () => (a.destroy(), b.destroy()));
}

test("reads and hits arrive over wss://", async () => {
  const broker = await testBroker();
  const front = await webFront(broker);
  const receiver = await testReceiver(broker);
  const uplink = testUplink(broker, { config: { url: front.url } });
  uplink.outbox.add(readMessage(read, []));
  uplink.outbox.add(hitMessage(nthHit(1, read), read));
  uplink.start();
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
  await vi.waitFor(() => expect(receiver.counts().distinct).toMatchObject({ read: 1, hit: 1 }), wait);
  expect(front.offered).toEqual(["mqtt"]);
});

test("a broker behind wss:// whose certificate we do not trust gets nothing", async () => {
  const [broker, other] = [await testBroker(), await testBroker()];
  const front = await webFront(broker);
  const uplink = testUplink(broker, { config: { url: front.url }, secrets: { ca: other.authority.ca } });
  uplink.outbox.add(readMessage(read, []));
  uplink.start();
  await vi.waitFor(() => expect(uplink.faults.list()[0]?.text).toMatch(/not signed by an authority/), wait);
  expect(uplink.outbox.counts().waiting).toBe(1);
  expect(front.offered).toEqual([]);
});

/** A front on one port that hands connections on only when they ask for one of its protocols. */
async function alpnFront(
  broker: Broker,
  protocols: readonly string[],
): Promise<{ url: string; seen: string[] }> {
  const { certificate: cert, key } = broker.authority.issue("localhost");
  const seen: string[] = [];
  const server = createServer({ cert, key, ALPNProtocols: [...protocols] }, (client: TLSSocket) => {
    seen.push(String(client.alpnProtocol));
    if (client.alpnProtocol === false) return client.destroy();
    const upstream = connect({ host: "localhost", port: broker.port, ca: broker.authority.ca });
    join(client, upstream);
    return undefined;
  });
  server.on("tlsClientError", () => seen.push("refused"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: `mqtts://localhost:${String((server.address() as AddressInfo).port)}`, seen };
}

test("the names in upload.alpn are offered", async () => {
  const broker = await testBroker();
  const front = await alpnFront(broker, ["http/1.1", "mqtt"]);
  const receiver = await testReceiver(broker);
  const uplink = testUplink(broker, { config: { url: front.url, alpn: ["mqtt"] } });
  uplink.outbox.add(readMessage(read, []));
  uplink.start();
  await vi.waitFor(() => expect(receiver.counts().distinct["read"]).toBe(1), wait);
  expect(front.seen).toEqual(["mqtt"]);
});

test("without the name the front asks for, the connection fails with a fault and nothing is lost", async () => {
  const broker = await testBroker();
  const front = await alpnFront(broker, ["mqtt"]);
  const uplink = testUplink(broker, { config: { url: front.url, alpn: ["x-amzn-mqtt-ca"] } });
  uplink.outbox.add(readMessage(read, []));
  uplink.start();
  await vi.waitFor(() => expect(uplink.faults.list()[0]?.text).toMatch(/ALPN/i), wait);
  expect(uplink.faults.list()[0]?.hint).toContain("upload.alpn");
  expect(uplink.outbox.counts()).toMatchObject({ waiting: 1, parked: 0 });
});
