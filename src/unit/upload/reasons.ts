// What a failure of the uplink means and what the operator should do about it.
import type { ErrorCode } from "../../shared/domain/faults/errors.js";

/** A failure in an operator's words, with what to do about it where we know. */
export interface UplinkFault {
  readonly code: Extract<ErrorCode, "BROKER_DOWN" | "BROKER_REFUSED">;
  readonly text: string;
  readonly hint?: string;
}

type Words = readonly [text: string, hint?: string];

const untrusted: Words = [
  "its certificate is not signed by an authority we trust",
  "set upload.ca to the certificate of the authority that signed the broker's",
];

/** Node's and OpenSSL's names of a broker we do not trust. */
const distrust: Readonly<Record<string, Words>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  CERT_HAS_EXPIRED: ["its certificate has expired", "renew the broker's certificate; check the unit's clock"],
  CERT_NOT_YET_VALID: ["its certificate is not valid yet", "check the unit's clock"],
  CERT_REVOKED: ["its certificate is revoked", "renew the broker's certificate"],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    "its certificate is for another name",
    "use the name in the certificate in upload.url, or renew the certificate",
  ],
};

/** TLS alerts by which a broker turns our certificate down (RFC 8446, 6.2). */
const clientCertificate: Readonly<Record<string, Words>> = {
  CERTIFICATE_REQUIRED: ["it asks for a client certificate", "set upload.certificate and upload.key"],
  CERTIFICATE_EXPIRED: ["our certificate has expired", "renew upload.certificate"],
  CERTIFICATE_REVOKED: ["our certificate is revoked", "renew upload.certificate"],
  BAD_CERTIFICATE: ["it does not accept our certificate", "renew upload.certificate"],
  CERTIFICATE_UNKNOWN: ["it does not know our certificate", "renew upload.certificate"],
  UNKNOWN_CA: [
    "it does not know the authority of our certificate",
    "have upload.certificate signed by the broker's authority",
  ],
  HANDSHAKE_FAILURE: [
    "it refuses the TLS handshake",
    "check that it speaks TLS 1.2 or later and whether it asks for a client certificate",
  ],
  NO_APPLICATION_PROTOCOL: ["it does not know our ALPN name", "check upload.alpn"],
};

const network: Readonly<Record<string, Words>> = {
  ENOTFOUND: ["its name cannot be resolved", "check upload.url and the network's DNS"],
  EAI_AGAIN: ["its name cannot be resolved now", "check the network"],
  ECONNREFUSED: ["nothing listens there", "check upload.url and that the broker runs"],
  ECONNRESET: ["it cut the connection"],
  ETIMEDOUT: ["it does not answer", "check the network and firewalls"],
  EHOSTUNREACH: ["there is no route to it", "check the network"],
  ENETUNREACH: ["there is no network", "check the network"],
};

/** Reason codes of CONNACK, PUBACK and DISCONNECT (MQTT 5.0, 3.2.2.2, 3.4.2.1 and 3.14.2.1). */
const connack: Readonly<Record<number, Words>> = {
  0x10: ["nobody is subscribed to it"],
  0x80: ["unspecified error"],
  0x81: ["malformed packet"],
  0x82: ["protocol error"],
  0x84: ["it does not speak MQTT 5", "use a broker with MQTT 5"],
  0x85: ["it does not accept our client id", "allow the client id in the broker's rules"],
  0x86: ["user name or password refused", "check upload.username and the file in upload.password"],
  0x87: ["not authorised", "check upload.username, upload.password and the broker's access rules"],
  0x8a: ["this client is banned", "lift the ban on the broker"],
  0x8c: ["authentication method refused"],
  0x8e: ["another client took over our session", "give every unit its own unit.id"],
  0x90: ["topic name invalid"],
  0x93: ["receive maximum exceeded"],
  0x94: ["topic alias invalid"],
  0x95: ["packet too large"],
  0x96: ["message rate too high"],
  0x97: ["quota exceeded", "raise the quota on the broker; nothing is lost meanwhile"],
  0x98: ["administrative action"],
  0x99: ["payload format invalid"],
  0x9a: ["it keeps no retained messages", "allow them on the broker (mosquitto: retain_available true)"],
  0x9f: ["connection rate exceeded"],
};

/** The broker means well but cannot serve now. */
const busy: Readonly<Record<number, Words>> = {
  0x88: ["it says: server unavailable"],
  0x89: ["it says: server busy"],
  0x8b: ["it is shutting down"],
  0x8d: ["it heard nothing from us in time"],
  0x9c: ["it asks to use another server", "check upload.url"],
  0x9d: ["it has moved", "check upload.url"],
};

/** `quota exceeded (0x97)` */
export function reasonText(code: number): string {
  const words = connack[code] ?? busy[code] ?? ["refused"];
  return `${words[0]} (0x${code.toString(16).padStart(2, "0")})`;
}

/** OpenSSL's name of an alert without the protocol before it, which differs between its versions (SSLV3, SSL/TLS). */
const alertName = (code: string): string => code.replace(/^ERR_SSL_\S*?_ALERT_/, "");

const withHint = (hint: string | undefined) => (hint === undefined ? {} : { hint });

/** An alert that arrives while we write is an EPROTO with OpenSSL's words: the code they would have when we read. */
function tlsCode(code: string, message: string): string {
  const reason = code === "EPROTO" ? /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1] : undefined;
  return reason === undefined ? code : `ERR_SSL_${reason.trim().toUpperCase().replaceAll(" ", "_")}`;
}

/** Words for a failed or lost connection; `code` is Node's error code or MQTT's reason code. */
export function uplinkFault(broker: string, code: unknown, message: string): UplinkFault {
  const down = (text: string, hint?: string): UplinkFault => ({
    code: "BROKER_DOWN",
    text: `broker ${broker}: ${text}`,
    ...withHint(hint),
  });
  const refused = (text: string, hint?: string): UplinkFault => ({
    ...down(text, hint),
    code: "BROKER_REFUSED",
  });
  if (typeof code === "number") {
    const unable = busy[code];
    return unable ? down(...unable) : refused(reasonText(code), connack[code]?.[1]);
  }
  if (typeof code === "string") {
    const name = tlsCode(code, message);
    const own = clientCertificate[alertName(name)];
    if (own) return refused(...own);
    const words = distrust[name] ?? network[name];
    if (words) return down(...words);
  }
  return down(message || "the connection was lost");
}
