import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { scratchFolder } from "../units/scratch.js";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An HTTPS server with a certificate of its own for localhost; asks for client certificates of the same authority. */
export async function httpsServer(answer: Answer) {
  const dir = scratchFolder();
  const [key, cert] = [join(dir, "key.pem"), join(dir, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-days",
      "2",
      "-keyout",
      key,
      "-out",
      cert,
      ...subject,
    ],
    { stdio: "ignore" },
  );
  const pem = { key: readFileSync(key), cert: readFileSync(cert) };
  const server = createServer({ ...pem, ca: pem.cert, requestCert: true }, answer);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  return {
    url: `https://localhost:${String((server.address() as AddressInfo).port)}/list`,
    tls: { ...pem, ca: pem.cert },
    cert,
    key,
  };
}
