// Security keys in the browser, by its own functions for JSON (WebAuthn Level 3, 5.1.9 and 5.1.10): no package is needed.

/** Whether this browser can ask for a security key. */
export const canUseKeys = (): boolean =>
  typeof PublicKeyCredential === "function" &&
  "parseRequestOptionsFromJSON" in PublicKeyCredential &&
  "parseCreationOptionsFromJSON" in PublicKeyCredential;

const jsonOf = (made: Credential | null): unknown =>
  made instanceof PublicKeyCredential ? made.toJSON() : null;

/** Asks for a touch; its answer goes to the server as it is. Throws a DOMException when there is none. */
export async function useKey(options: PublicKeyCredentialRequestOptionsJSON): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return jsonOf(await navigator.credentials.get({ publicKey }));
}

/** Asks for a new key. Throws a DOMException when there is none. */
export async function makeKey(options: PublicKeyCredentialCreationOptionsJSON): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return jsonOf(await navigator.credentials.create({ publicKey }));
}

/** Whether a key refused since the person has put it in before. */
export const isKnownKey = (error: unknown): boolean =>
  error instanceof DOMException && error.code === DOMException.INVALID_STATE_ERR;
