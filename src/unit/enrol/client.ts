// The unit's side of enrolling: one HTTPS request, to a server that is known by its certificate.
import { request } from "node:https";
import { connect, type TLSSocket } from "node:tls";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { errorText } from "../../shared/domain/error-text.js";
import {
  enrolAnswer,
  enrolText,
  prove,
  renewText,
  shortFingerprint,
  type EnrolAnswer,
  type EnrolCode,
} from "../../shared/protocol/enrolment.js";
import type { KeyObject, X509Certificate } from "node:crypto";

const patienceMs = 20_000;
const mostAnswerBytes = 100_000;

const refused = (what: string, hint?: string): TagwatchError =>
  new TagwatchError("ENROL_REFUSED", what, hint === undefined ? {} : { hint });

/** A connection to the server the code names, and to no other: nothing is sent before its certificate was looked at. */
function connectTo({ host, port, fingerprint }: EnrolCode): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    // Nothing vouches for the centre's certificate but the code itself.
    const socket = connect({ host, port, rejectUnauthorized: false, minVersion: "TLSv1.2" }, () => {
      if (shortFingerprint(socket.getPeerCertificate().fingerprint256) === fingerprint)
        return resolve(socket);
      socket.destroy();
      reject(
        refused(
          `${host}:${String(port)} is not the centre that made the code`,
          "check the address in the code, and whether somebody stands between: then make a new code",
        ),
      );
    });
    socket.setTimeout(patienceMs, () => socket.destroy(new Error("no answer in time")));
    socket.once("error", (error: Error) =>
      reject(
        refused(
          `${host}:${String(port)} cannot be reached: ${error.message}`,
          "check the network and the centre's site",
        ),
      ),
    );
  });
}

interface AskSettings {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly body: object;
  /** The connection, or whom to trust for a new one. */
  readonly by: { readonly socket: TLSSocket } | { readonly ca: Buffer };
}

async function ask({ host, port, path, body, by }: AskSettings): Promise<EnrolAnswer> {
  const text = JSON.stringify(body);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  const how = "socket" in by ? { createConnection: () => by.socket } : { ca: by.ca };
  const { status, answer } = await new Promise<{ readonly status: number; readonly answer: string }>(
    (resolve, reject) => {
      const asked = request(
        { host, port, path, method: "POST", headers, timeout: patienceMs, ...how },
        (response) => {
          let answer = "";
          response.setEncoding("utf8").on("data", (piece: string) => {
            answer += piece;
            if (answer.length > mostAnswerBytes) asked.destroy(new Error("the answer is too long"));
          });
          response.on("end", () => resolve({ status: response.statusCode ?? 0, answer }));
        },
      );
      asked.on("timeout", () => asked.destroy(new Error("no answer in time")));
      asked.on("error", (error) => reject(refused(`the centre does not answer: ${error.message}`)));
      asked.end(text);
    },
  );
  let plain: unknown;
  try {
    plain = JSON.parse(answer);
  } catch (error) {
    throw refused(`the centre's answer is not understood: ${errorText(error)}`);
  }
  if (status !== 200)
    throw refused((plain as { readonly message?: string }).message ?? `status ${String(status)}`);
  return enrolAnswer.parse(plain);
}

/** A unit with its key. */
export interface NewUnitKey {
  readonly unit: string;
  readonly key: KeyObject;
  /** PEM. */
  readonly publicKey: string;
}

/** Answers a code with a key. Throws ENROL_REFUSED. */
export async function enrolWith(code: EnrolCode, { unit, key, publicKey }: NewUnitKey): Promise<EnrolAnswer> {
  const proof = prove(key, enrolText(code.secret, publicKey));
  const body = { v: 1, unit, secret: code.secret, publicKey, proof };
  return ask({
    host: code.host,
    port: code.port,
    path: "/enrol",
    body,
    by: { socket: await connectTo(code) },
  });
}

/** What a renewal goes by. */
export interface RenewSettings {
  /** `host:port`. */
  readonly centre: string;
  readonly ca: Buffer;
  readonly certificate: X509Certificate;
  readonly oldKey: KeyObject;
  /** By the unit's clock, UTC milliseconds. */
  readonly at: number;
}

/** Exchanges a certificate in force for one of a new key. Throws ENROL_REFUSED. */
export function renewWith(
  settings: RenewSettings,
  { key, publicKey }: Pick<NewUnitKey, "key" | "publicKey">,
): Promise<EnrolAnswer> {
  const at = new Date(settings.at).toISOString();
  const text = renewText(at, publicKey);
  const { hostname, port } = new URL(`https://${settings.centre}`);
  const body = {
    ...{ v: 1, certificate: settings.certificate.toString(), publicKey, at },
    ...{ proof: prove(key, text), oldProof: prove(settings.oldKey, text) },
  };
  return ask({
    host: hostname,
    port: Number(port || 443),
    path: "/enrol/renew",
    body,
    by: { ca: settings.ca },
  });
}
