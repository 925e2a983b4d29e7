// A security key in software, which answers as a browser hands an answer on: ES256, attestation "none".
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { KeyAnswer, NewKeyAnswer } from "../../../src/shared/access/keys/key-input.js";

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: string | Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

/** Byte strings and texts below 65,536 bytes in CBOR (RFC 8949). */
function cborString(kind: 2 | 3, bytes: Uint8Array): Buffer {
  const major = kind << 5;
  if (bytes.length < 24) return Buffer.concat([Buffer.from([major | bytes.length]), bytes]);
  const length = Buffer.alloc(3);
  length[0] = major | 25;
  length.writeUInt16BE(bytes.length, 1);
  return Buffer.concat([length, bytes]);
}
const cborText = (text: string): Buffer => cborString(3, Buffer.from(text));

/** What is asked, and where. */
interface Asked {
  readonly challenge: string;
  readonly origin: string;
  readonly host: string;
}

/** A key; `counter` is what it tells next time, 0 for one that never counts. */
export class SoftKey {
  readonly id = base64url(randomBytes(32));
  private readonly pair = generateKeyPairSync("ec", { namedCurve: "P-256" });

  constructor(public counter = 1) {}

  private count(): void {
    if (this.counter > 0) this.counter++;
  }

  private clientData(type: string, { challenge, origin }: Asked): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  /** @param flags bit 0: a person touched it; bit 6: the key follows */
  private authenticatorData(host: string, flags: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(host), Buffer.from([flags]), counter]);
  }

  /** The answer to `askNewKey`. */
  made(asked: Asked): NewKeyAnswer["answer"] {
    const { x = "", y = "" } = this.pair.publicKey.export({ format: "jwk" });
    const id = Buffer.from(this.id, "base64url");
    const cose = Buffer.concat([
      // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
      Buffer.from(x, "base64url"),
      Buffer.from([0x22, 0x58, 0x20]),
      Buffer.from(y, "base64url"),
    ]);
    const held = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose]);
    const data = Buffer.concat([this.authenticatorData(asked.host, 0x41), held]);
    this.count();
    const attestation = Buffer.concat([
      Buffer.from([0xa3]),
      ...[cborText("fmt"), cborText("none"), cborText("attStmt"), Buffer.from([0xa0])],
      ...[cborText("authData"), cborString(2, data)],
    ]);
    const response = {
      clientDataJSON: base64url(this.clientData("webauthn.create", asked)),
      attestationObject: base64url(attestation),
      transports: ["usb" as const],
    };
    return { id: this.id, rawId: this.id, type: "public-key", clientExtensionResults: {}, response };
  }

  /** The answer to `askUse`, after which the counter goes on. */
  used(asked: Asked, flags = 0x01): KeyAnswer["answer"] {
    const clientData = this.clientData("webauthn.get", asked);
    const data = this.authenticatorData(asked.host, flags);
    const signature = sign("sha256", Buffer.concat([data, sha256(clientData)]), this.pair.privateKey);
    this.count();
    const response = {
      clientDataJSON: base64url(clientData),
      authenticatorData: base64url(data),
      signature: base64url(signature),
    };
    return { id: this.id, rawId: this.id, type: "public-key", clientExtensionResults: {}, response };
  }
}
