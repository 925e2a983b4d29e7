/** Replaces user and password in every address of a text, so that neither reaches a log. */
export function redact(text: string): string {
  return text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/'"]*@/gi, "$1***@");
}

/** Splits user and password off an address: `rtsp://u:p@host/x` becomes `rtsp://host/x` and `u:p`. */
export function splitAddress(address: string): { readonly bare: string; readonly userinfo: string | null } {
  const match = /^([a-z]+:\/\/)([^/]*)@(.*)$/i.exec(address);
  return match ? { bare: match[1] + match[3], userinfo: match[2] } : { bare: address, userinfo: null };
}

/** Puts `user:password` (as stored in a credentials file) into an address, percent-encoded. */
export function withCredentials(address: string, credentials: string): string {
  const [user, ...rest] = credentials.trim().split(":");
  const { bare } = splitAddress(address);
  return bare.replace("://", `://${encodeURIComponent(user)}:${encodeURIComponent(rest.join(":"))}@`);
}
