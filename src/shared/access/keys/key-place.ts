// Where a page is reached, for security keys: a browser lets them answer to a host name over TLS alone (WebAuthn, 13.4.9).
import { isIP } from "node:net";

/** Why no key can be used here. `plain`: without TLS; `address`: reached by an address instead of a host name. */
export const noKeyReasons = ["plain", "address"] as const;
export type NoKeyReason = (typeof noKeyReasons)[number];

/** The name that keys are made for, and the origin that a browser must name. */
export interface KeyHost {
  readonly host: string;
  readonly origin: string;
}

/** Where a request came to. */
export type KeyPlace = KeyHost | { readonly why: NoKeyReason };

/** @param authority the header `Host` of the request, e.g. `unit-12.agency.example:8443` */
export function keyPlace(authority: string | undefined, tls: boolean): KeyPlace {
  if (!tls) return { why: "plain" };
  const given = authority ?? "";
  if (!URL.canParse(`https://${given}`)) return { why: "address" };
  const { hostname, origin } = new URL(`https://${given}`);
  // A header may hold more than a host; what is left of it must be all there was.
  const isHost = origin === `https://${given.toLowerCase().replace(/:443$/, "")}`;
  const isName = isIP(hostname.replace(/^\[|\]$/g, "")) === 0 && /[a-z]/.test(hostname);
  return isHost && isName ? { host: hostname, origin } : { why: "address" };
}
