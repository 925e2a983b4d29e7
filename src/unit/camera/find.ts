// Finds cameras for `tagwatch setup`: USB cameras by their lasting names, network cameras by WS-Discovery (ONVIF).
import { createSocket } from "node:dgram";
import { existsSync, readdirSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../../shared/domain/ports.js";

/** USB cameras under names that stay with the camera. Nodes of index 0 give pictures; the others are its metadata. */
export function usbCameras(dev = "/dev"): readonly string[] {
  const byId = join(dev, "v4l/by-id");
  if (!existsSync(byId)) return [];
  return readdirSync(byId)
    .filter((name) => /video-index0$/.test(name))
    .sort()
    .map((name) => join(byId, name));
}

/** Where and how long to ask; the multicast address of WS-Discovery unless a test says otherwise. */
export interface Discovery {
  readonly address?: string;
  readonly port?: number;
  readonly waitMs?: number;
}

const probe = (id: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><e:Header><w:MessageID>uuid:${id}</w:MessageID><w:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To><w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header><e:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></e:Body></e:Envelope>`;

/** The hosts a ProbeMatch names. Anybody on the network may answer, so only the form of an address is taken. */
export function hostsOf(answer: string): readonly string[] {
  const [, addresses = ""] = /<(?:[\w-]+:)?XAddrs>([^<]*)</.exec(answer) ?? [];
  return addresses
    .split(/\s+/)
    .map(
      (address) =>
        /^https?:\/\/([\d.]+|\[[0-9a-f:]+\]|[A-Za-z0-9][A-Za-z0-9.-]*)(?::\d+)?(?:\/|$)/.exec(address)?.[1],
    )
    .filter((host) => host !== undefined);
}

/** Hosts of cameras that answer a probe (ONVIF core specification, 7.3). Never throws: without a network there are none. */
export function networkCameras(clock: Clock, discovery: Discovery = {}): Promise<readonly string[]> {
  const { address = "239.255.255.250", port = 3702, waitMs = 2_000 } = discovery;
  return new Promise((resolve) => {
    const found = new Set<string>();
    const socket = createSocket("udp4");
    const over = new AbortController();
    const end = (): void => {
      if (over.signal.aborted) return;
      over.abort();
      socket.close();
      resolve([...found].sort());
    };
    void clock.sleep(waitMs, over.signal).then(end);
    socket.on("error", end);
    socket.on("message", (message) => {
      // The first address: a camera with several names them by preference.
      const [host] = hostsOf(message.toString("utf8"));
      if (host !== undefined && found.size < 64) found.add(host);
    });
    socket.send(probe(randomUUID()), port, address, (error) => {
      if (error) end();
    });
  });
}
