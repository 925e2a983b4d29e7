import { join } from "node:path";
import type { CentreConfig } from "./schema.js";

/** Where things of a centre lie below its folder. */
export interface Places {
  readonly postgres: string;
  readonly socket: string;
  /** A file with the password of each database role. */
  readonly passwords: string;
  readonly authority: string;
  readonly broker: string;
  /** Certificates and keys of the broker, the collector and the site: `<name>.crt`, `<name>.key`. */
  readonly certificates: string;
  readonly pictures: string;
  readonly pictureKeys: string;
  /** The journal of receipts: better on another disk than PostgreSQL. */
  readonly receipts: string;
  /** Seals the keys of the pictures' days. */
  readonly pictureKey: string;
  /** Signs heads of the trail, disposals and exports (Ed25519, PEM). */
  readonly signingKey: string;
  /** Its public half, to be published. */
  readonly publicKey: string;
  readonly users: string;
}

/** The places of a centre. */
export function centrePlaces({ dir }: CentreConfig["centre"]): Places {
  const at = (...names: readonly string[]): string => join(dir, ...names);
  return {
    postgres: at("postgres"),
    socket: at("socket"),
    passwords: at("secrets"),
    authority: at("authority"),
    broker: at("broker"),
    certificates: at("certificates"),
    pictures: at("pictures"),
    pictureKeys: at("picture-keys"),
    receipts: at("receipts"),
    pictureKey: at("secrets", "pictures.key"),
    signingKey: at("secrets", "signing.key"),
    publicKey: at("public-key.pem"),
    users: at("users.json"),
  };
}
