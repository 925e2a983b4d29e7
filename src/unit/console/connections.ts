// How many may hold a connection, and for how long without a word. Whoever sits at the unit's own screen is never shut out
// by others: connections from this machine are counted apart.
import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { neighbourhood } from "../../shared/access/networks.js";
import { isLoopback } from "../../shared/access/security.js";

/** Milliseconds and counts; what a page needs is far below them: six connections and a beat every five seconds. */
export const limits = {
  /** Until the whole request is here, and until its headers are. */
  requestMs: 10_000,
  headersMs: 8_000,
  handshakeMs: 8_000,
  checkMs: 1_000,
  /** Without a byte in either direction, but for `unhurried`. */
  silenceMs: 60_000,
  keepAliveMs: 15_000,
  ofLoopback: 128,
  ofOneAddress: 32,
  ofAllOthers: 192,
} as const;

/** Options of the server that cut off whoever does not finish a request. */
export const patience = {
  requestTimeout: limits.requestMs,
  connectionTimeout: limits.silenceMs,
  keepAliveTimeout: limits.keepAliveMs,
} as const;

/** The part of `patience` that belongs to the HTTP server itself (see node:http, createServer). */
export const serverPatience = {
  headersTimeout: limits.headersMs,
  connectionsCheckingInterval: limits.checkMs,
} as const;

/** Does what takes long for a request: meanwhile it is the unit that says nothing, and the connection is not cut for it. */
export async function unhurried<T>({ socket }: IncomingMessage, work: () => Promise<T>): Promise<T> {
  socket.setTimeout(0);
  try {
    return await work();
  } finally {
    socket.setTimeout(limits.silenceMs);
  }
}

/** Closes connections beyond the limits as they come; `onRefused` is called with the address. */
export function capConnections(server: Server, onRefused: (address: string) => void): void {
  const open = new Map<string, number>();
  let others = 0;
  server.prependListener("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const isOwn = isLoopback(address);
    const key = isOwn ? "loopback" : neighbourhood(address);
    const held = open.get(key) ?? 0;
    const isTooMany = isOwn
      ? held >= limits.ofLoopback
      : held >= limits.ofOneAddress || others >= limits.ofAllOthers;
    if (isTooMany) {
      socket.destroy();
      onRefused(address);
      return;
    }
    const count = (by: number): void => {
      const now = (open.get(key) ?? 0) + by;
      if (now > 0) open.set(key, now);
      else open.delete(key);
      if (!isOwn) others += by;
    };
    count(1);
    socket.once("close", () => count(-1));
  });
}
