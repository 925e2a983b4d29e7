// The time that the agency's servers tell (the date of a verified download, of a receipt), and whether the server of network
// time is a second witness beside them and beside the GPS receiver.
import type { TimeSource, TimeTrust } from "../../../shared/domain/time-trust.js";
import type { Millis } from "../../../shared/domain/types.js";
import { msOf } from "../../../shared/domain/elapsed.js";

/** A time that another machine sent in answer to us: after we asked and before we heard. */
export interface ToldTime {
  readonly at: Millis;
  readonly askedNs: bigint;
  readonly heardNs: bigint;
  /** Address of the machine, as the verified connection had it; null when that is not known. */
  readonly address: string | null;
}

/** The server that disciplines the system clock. */
export interface TimeServer {
  /** As configured or as its address resolves back; the address itself where it has no name. */
  readonly name: string;
  readonly address: string;
}

/** Hands what servers tell to the time trust, each as one source, whichever of the centre's servers said it. */
export interface CentreTime {
  /** Takes a time sent over a verified connection. One that took long to come says too little and is dropped. */
  heard(told: ToldTime): void;
  /** The sources that network time may have its time from; null: what disciplines the clock names no server. */
  kinOf(server: TimeServer | null): readonly TimeSource[];
}

/** Names and addresses as in the configuration; they are compared with what disciplines the clock. */
export interface CentreTimeDeps {
  readonly trust: Pick<TimeTrust, "hear">;
  /** Names of the centre's servers: broker and downloads. */
  readonly hosts: readonly string[];
  /** The machine the GPS receiver hangs on, where that is another one; null else. */
  readonly gpsHost: string | null;
}

/** An answer that took longer (a line that drips, a queue) may be off by as much. */
const answerWithinMs = 30_000;
const mostAddresses = 64;

/**
 * All servers of the centre together are one source: one department keeps their clocks. Network time counts as kin of it
 * where it may come from that department, too: from its network or its domain, or from the centre's own machines.
 */
export function createCentreTime({ trust, hosts, gpsHost }: CentreTimeDeps): CentreTime {
  const names = hosts.map((host) => host.toLowerCase());
  const addresses = new Set<string>(names.filter(isAddress));
  const isCentre = ({ name, address }: TimeServer): boolean =>
    isInside(address) ||
    !/[.:]/.test(name) ||
    names.some((host) => isOneDomain(host, name.toLowerCase())) ||
    [...addresses].some((known) => networkOf(known) === networkOf(address));
  return {
    heard({ at, askedNs, heardNs, address }) {
      const tookMs = msOf(heardNs - askedNs);
      if (tookMs < 0 || tookMs > answerWithinMs) return;
      if (address !== null) {
        addresses.delete(address);
        addresses.add(address);
        if (addresses.size > mostAddresses) addresses.delete([...addresses][0]);
      }
      trust.hear("centre", at + tookMs / 2, heardNs);
    },
    kinOf(server) {
      if (server === null || isLoopback(server.address)) return ["gps", "centre"];
      const isGps = gpsHost !== null && mayBeGps(server, gpsHost.toLowerCase());
      return [...(isGps ? (["gps"] as const) : []), ...(isCentre(server) ? (["centre"] as const) : [])];
    },
  };
}

/** A router with a receiver tells both, and may be named now one way, now another: inside one network they may be one. */
const mayBeGps = ({ name, address }: TimeServer, gpsHost: string): boolean =>
  [name.toLowerCase(), address].includes(gpsHost) || (mayBeInside(gpsHost) && isInside(address));
const mayBeInside = (host: string): boolean => (isAddress(host) ? isInside(host) : host !== "localhost");

const plain = (address: string): string => address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
const isAddress = (text: string): boolean => /^[\d.]+$|:/.test(text);
const isLoopback = (address: string): boolean => /^(127\.|::1$)/.test(plain(address));

/** An address that no public server has (RFC 1918, 6598, 3927, 4193, 4291): the server stands in somebody's own network. */
const isInside = (address: string): boolean =>
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]|fe[89ab])/.test(
    plain(address),
  );

/** Addresses of one owner begin alike: 16 bits of IPv4, 32 of IPv6. */
function networkOf(address: string): string {
  const text = plain(address);
  return text.includes(":") ? text.split(":").slice(0, 2).join(":") : text.split(".").slice(0, 2).join(".");
}

/** Names that end in the same two labels may be kept by one house. */
function isOneDomain(a: string, b: string): boolean {
  if (isAddress(a) || isAddress(b)) return a === b;
  const endOf = (name: string): string => name.replace(/\.$/, "").split(".").slice(-2).join(".");
  return endOf(a) === endOf(b);
}
