import { BlockList, isIP } from "node:net";

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, "");
const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** The network of an address or of `10.20.0.0/16`, as it is kept; null where it is none. */
export function parseNetwork(text: string): string | null {
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  const widest = family === 6 ? 128 : 32;
  if (family === 0 || rest.length > 0) return null;
  if (bits === undefined) return `${address}/${String(widest)}`;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= widest ? text : null;
}

/** Whether an address lies in one of the networks. An IPv4 address in IPv6 form counts as what it is. */
export function isWithin(address: string, networks: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [base = "", bits] = network.split("/");
    list.addSubnet(base, Number(bits), familyOf(base));
  }
  const from = plain(address);
  return isIP(from) !== 0 && list.check(from, familyOf(from));
}

/** Addresses that one machine can take as it likes count as one: an IPv6 network of 64 bits (RFC 4291, 2.5.4). */
export function neighbourhood(address: string): string {
  const plain = address.replace(/^::ffff:/, "");
  if (!plain.includes(":") || plain === "::1") return plain;
  const [head = "", tail] = plain.split("::");
  const before = head.split(":").filter((group) => group !== "");
  const behind = (tail ?? "").split(":").filter((group) => group !== "");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - behind.length);
  const groups = [...before, ...Array<string>(zeros).fill("0"), ...behind];
  return `${groups.slice(0, 4).join(":")}::/64`;
}
