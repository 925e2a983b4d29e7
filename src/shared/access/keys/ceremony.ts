// The two ceremonies of WebAuthn (Level 3, 7.1 and 7.2) by @simplewebauthn/server, which is imported here alone and only
// where keys can be used: it is 27 MB of memory, and takes a second to load.
import type * as Library from "@simplewebauthn/server";
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import type { KeyHost } from "./key-place.js";
import type { FactorKey } from "./keys-file.js";

export type { AuthenticationResponseJSON, RegistrationResponseJSON };
/** What a browser is asked to make a key with. */
export type NewKeyOptions = Omit<PublicKeyCredentialCreationOptionsJSON, "extensions">;
/** What a browser is asked to use a key with. */
export type UseKeyOptions = Omit<PublicKeyCredentialRequestOptionsJSON, "extensions">;

/** As long as a browser waits for a touch, and as an answer is taken (WebAuthn, 15.1: five minutes). */
export const ceremonyMs = 5 * 60_000;

/** Loads the library, once: before people come in, since it must not hold up what else runs. */
export const loadCeremony = (): Promise<typeof Library> => import("@simplewebauthn/server");

/** ES256, EdDSA, RS256: what every browser and key can do, and `node:crypto` checks. */
const algorithms = [-7, -8, -257];

interface Making {
  readonly place: KeyHost;
  readonly name: string;
  /** Opaque, and the same for all keys of a person's second factor. */
  readonly factor: string;
  readonly known: readonly FactorKey[];
}

const descriptor = ({ id, transports }: FactorKey) => ({ id, transports: [...transports] });

/** Asks for a new key; its challenge is made by the library from 32 random bytes. */
export async function askNewKey({ place, name, factor, known }: Making): Promise<NewKeyOptions> {
  const { generateRegistrationOptions } = await loadCeremony();
  return generateRegistrationOptions({
    ...{ rpName: "Tagwatch", rpID: place.host, userName: name, userID: Buffer.from(factor, "base64url") },
    // What made a key is not asked: no list of makers is kept up on a unit.
    ...{ attestationType: "none", timeout: ceremonyMs, supportedAlgorithmIDs: algorithms },
    excludeCredentials: known.filter(({ host }) => host === place.host).map(descriptor),
    // It stands beside a password: a touch is enough, and the key need not remember who it is for.
    authenticatorSelection: { residentKey: "discouraged", userVerification: "preferred" },
  });
}

/** Asks for a use of one of the keys. */
export async function askUse(place: KeyHost, keys: readonly FactorKey[]): Promise<UseKeyOptions> {
  const { generateAuthenticationOptions } = await loadCeremony();
  return generateAuthenticationOptions({
    ...{ rpID: place.host, timeout: ceremonyMs, userVerification: "preferred" },
    allowCredentials: keys.map(descriptor),
  });
}

/** What an answer must belong to. */
export interface ExpectedAnswer {
  readonly place: KeyHost;
  readonly challenge: string;
}

const settings = ({ place, challenge }: ExpectedAnswer) => ({
  ...{ expectedChallenge: challenge, expectedOrigin: place.origin, expectedRPID: place.host },
  requireUserVerification: false,
});

/** The key that was made. Throws where the answer does not hold. */
export async function madeKey(
  response: RegistrationResponseJSON,
  expected: ExpectedAnswer,
): Promise<Pick<FactorKey, "id" | "publicKey" | "counter" | "transports">> {
  const { verifyRegistrationResponse } = await loadCeremony();
  const asked = { response, ...settings(expected), supportedAlgorithmIDs: algorithms };
  const { verified, registrationInfo } = await verifyRegistrationResponse(asked);
  if (!verified) throw new Error("the answer does not hold");
  const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
  return { id, counter, transports, publicKey: Buffer.from(publicKey).toString("base64url") };
}

/** The counter that the key told with its signature. Throws where the answer does not hold. */
export async function usedKey(
  response: AuthenticationResponseJSON,
  key: FactorKey,
  expected: ExpectedAnswer,
): Promise<number> {
  const { verifyAuthenticationResponse } = await loadCeremony();
  const publicKey = new Uint8Array(Buffer.from(key.publicKey, "base64url"));
  // The counter is compared by `takeUse`, which says of one that went back what it is.
  const credential = { id: key.id, publicKey, counter: 0 };
  const asked = { response, ...settings(expected), credential };
  const { verified, authenticationInfo } = await verifyAuthenticationResponse(asked);
  if (!verified) throw new Error("the signature does not fit");
  return authenticationInfo.newCounter;
}
