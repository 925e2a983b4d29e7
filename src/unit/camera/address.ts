// Addresses of network cameras, and the secrets that go into them.

/** `user:password` as stored in a credentials file, in its two parts. */
interface Credentials {
  readonly user: string;
  readonly password: string;
}

function partsOf(credentials: string): Credentials {
  const [user, ...rest] = credentials.trim().split(":");
  return { user, password: rest.join(":") };
}

/**
 * The address as ffmpeg needs it, percent-encoded: user and password replace `{user}` and `{password}` where the camera
 * wants them in its path or query; otherwise they go before the host.
 */
export function withCredentials(address: string, credentials: string): string {
  const { user, password } = partsOf(credentials);
  const encoded = { user: encode(user), password: encode(password) };
  if (/\{(?:user|password)\}/.test(address)) {
    return address.replaceAll("{user}", () => encoded.user).replaceAll("{password}", () => encoded.password);
  }
  return splitAddress(address).bare.replace("://", () => `://${encoded.user}:${encoded.password}@`);
}

/** Splits user and password off an address. The last `@` ends them: a password may hold `/` and `@`. */
export function splitAddress(address: string): { readonly bare: string; readonly userinfo: string | null } {
  const match = /^([a-z]+:\/\/)(.*)@(.*)$/is.exec(address);
  return match ? { bare: match[1] + match[3], userinfo: match[2] } : { bare: address, userinfo: null };
}

/** The address as people may see it: without user and password. */
export function shownAddress(address: string): string {
  return splitAddress(address).bare;
}

/** What must never be disclosed of a camera. */
export function secretsOf(address: string, credentials: string | null): readonly string[] {
  return [credentials, splitAddress(address).userinfo].filter(
    (one) => one !== null && one !== "",
  ) as string[];
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
}
