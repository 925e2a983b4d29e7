// Servers that drip for ever: no way of telling the supervisor waits for them longer than its limit.
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { sendMail } from "../../../src/unit/upkeep/mail.js";
import type { Waiting } from "../../../src/unit/upkeep/notice-queue.js";
import { postNotice } from "../../../src/unit/upkeep/webhook.js";
import { makeAuthority } from "../../kit/peers/certificates.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const at = "2026-11-15T12:00:00.000Z";
const waiting: Waiting = {
  ...{ id: "n1", at: Date.parse(at), channel: "mail", to: ["sergeant@pd.example"] },
  notice: {
    ...{ v: 1, type: "notice", id: "n1", kind: "raised", at, supervisor: "Smith" },
    unit: { id: "car-12", kind: "vehicle", name: "12" },
    faults: [],
  },
};
const limitMs = 500;
const everyMs = 20;

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Says `words` again and again until the other side goes; resolves then. */
async function drip(to: NodeJS.WritableStream, words: string): Promise<void> {
  const timer = setInterval(() => to.write(words), everyMs);
  to.on("error", () => undefined);
  await once(to, "close");
  clearInterval(timer);
}

test.each([
  ["a greeting", ""],
  ["an answer", "220 ready\r\n"],
])("a mail server whose %s never ends is left, and the failure says so", async (_what, greeting) => {
  const folder = scratchFolder();
  const authority = makeAuthority(folder);
  const { key, certificate: cert } = authority.issue("localhost");
  const gone: Promise<void>[] = [];
  const server = createTlsServer({ key, cert }, (socket) => {
    socket.resume();
    if (greeting) socket.write(greeting);
    gone.push(drip(socket, greeting ? "250-wait\r\n" : "220-wait\r\n"));
  });
  const port = await listening(server);
  const mail = {
    ...{ host: "localhost", port, ca: authority.caFile, from: "car-12@pd.example" },
    ...{ security: "tls" as const, to: ["sergeant@pd.example"] },
  };
  await expect(sendMail(mail, waiting, limitMs)).rejects.toThrow("the mail server was not done within 0.5 s");
  expect(gone).toHaveLength(1);
  await Promise.all(gone);
});

test.each([200, 500])("a webhook whose answer %i never ends is left", async (status) => {
  const gone: Promise<void>[] = [];
  const server = createHttpServer((_request, response) => {
    response.writeHead(status);
    gone.push(drip(response, "x"));
  });
  const url = `http://127.0.0.1:${String(await listening(server))}/faults`;
  const posted = postNotice({ url }, waiting, limitMs);
  if (status === 200) await posted;
  else await expect(posted).rejects.toThrow("500");
  expect(gone).toHaveLength(1);
  await Promise.all(gone);
});
