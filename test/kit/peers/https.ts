import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { scratchFolder } from "../units/scratch.js";
import { makeAuthority } from "./certificates.js";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An HTTPS server for localhost of an authority of its own, and a certificate of the same for its clients, whom it asks for one. */
export async function httpsServer(answer: Answer) {
  const authority = makeAuthority(scratchFolder());
  const { certificate, key, certificateFile, keyFile } = authority.issue("localhost");
  const tls = { ca: authority.ca, cert: certificate, key };
  const server = createServer({ ...tls, requestCert: true }, answer);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  const url = `https://localhost:${String((server.address() as AddressInfo).port)}/list`;
  return { url, tls, files: { ca: authority.caFile, certificate: certificateFile, key: keyFile } };
}
