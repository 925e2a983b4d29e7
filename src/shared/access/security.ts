// What keeps strangers out before any route runs: headers, the Host and Origin checks, and the rule for listening.
import type { FastifyReply, FastifyRequest } from "fastify";
import { isIP } from "node:net";
import { TagwatchError } from "../domain/faults/errors.js";
import { refusal } from "./api-error.js";
import "./audience.js";

// Scripts, styles and pictures come from this server alone; nothing may frame the page or be sent elsewhere.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // For the address of the officer's page's worker, and nothing else (`web/frame/worker.ts`).
  "trusted-types worker",
].join("; ");

const headers: Readonly<Record<string, string>> = {
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
};

/** Sets the security headers of every answer. */
export function setSecurityHeaders(reply: FastifyReply, tls: boolean): void {
  void reply.headers(headers);
  if (tls) void reply.header("strict-transport-security", "max-age=31536000");
}

/** Whether an address, with or without brackets or an IPv4-in-IPv6 prefix, is this machine's own; unknown is not. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^\[|\]$/g, "").replace(/^::ffff:/, "");
  return plain === "localhost" || plain === "::1" || (isIP(plain) === 4 && plain.startsWith("127."));
}

/** By which a proxy says that it passes on what others ask (RFC 7239; RFC 9110, 7.6.3; and those in use without one). */
const forwarding = /^(forwarded|via|x-forwarded.*|x-real-ip|x-client-ip|true-client-ip)$/;

/**
 * Whether a request comes from this machine itself. One that a proxy passes on comes from wherever the proxy took it, also
 * where the proxy runs on this machine: its own address is all that the connection shows.
 */
export function isFromHere({ socket, headers }: Pick<FastifyRequest, "socket" | "headers">): boolean {
  return isLoopback(socket.remoteAddress) && !Object.keys(headers).some((name) => forwarding.test(name));
}

/** Where a server listens, and whether it was told to use TLS. */
export interface Listening {
  readonly host: string;
  readonly tls?: unknown;
}

/** Refuses to serve people's data in clear over a network. Throws CONSOLE_LISTEN. */
export function checkListening(config: Listening, hasTls: boolean): void {
  if (config.tls && !hasTls)
    throw new TagwatchError("CONSOLE_LISTEN", "console.tls is set but was not loaded");
  if (hasTls || isLoopback(config.host)) return;
  throw new TagwatchError(
    "CONSOLE_LISTEN",
    `console.host ${config.host} is not loopback and console.tls is not set`,
    {
      hint: "set console.tls (certificate and key), or console.host to 127.0.0.1",
    },
  );
}

function hostName(request: FastifyRequest): string {
  return (request.headers.host ?? "").replace(/:\d+$/, "");
}

/** By what the matched route declares; what has no route is treated as the strictest. */
export function isApi(request: FastifyRequest): boolean {
  return (request.routeOptions.config.audience ?? "api") === "api";
}

/**
 * Refuses requests that did not come from our own page: a foreign name that points to loopback (DNS rebinding), and
 * requests other sites make the browser send (fetch metadata).
 */
export function checkRequest(request: FastifyRequest, tls: boolean): void {
  if (!tls && !isLoopback(hostName(request))) throw refusal(403, "foreign-host", "foreign-address");
  const site = request.headers["sec-fetch-site"];
  if (isApi(request) && site !== undefined && site !== "same-origin") {
    throw refusal(403, "foreign-site", "foreign-page");
  }
}

/** A request that changes something must come from our own page (Origin, RFC 6454). */
export function checkOrigin(request: FastifyRequest, tls: boolean): void {
  const own = `${tls ? "https" : "http"}://${request.headers.host ?? ""}`;
  if (request.headers.origin !== own) throw refusal(403, "foreign-origin", "foreign-page");
}
