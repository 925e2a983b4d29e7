// Asks a network camera what it serves, without taking pictures: one DESCRIBE (RFC 2326), with credentials where it wants them.
import { createHash } from "node:crypto";
import { connect } from "node:net";

/** What a camera said of an address. */
export type RtspAnswer = "video" | "unauthorized" | "not-found" | "silent";

/** Paths of the usual makers: generic, Axis, Hikvision, Dahua, Hanwha, Reolink, Ubiquiti. */
export const usualPaths = [
  "/stream1",
  "/axis-media/media.amp",
  "/Streaming/Channels/101",
  "/cam/realmonitor?channel=1&subtype=0",
  "/profile1/media.smp",
  "/h264Preview_01_main",
  "/s0",
  "/live",
  "/",
] as const;

interface Response {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

interface Target {
  readonly host: string;
  readonly port: number;
  readonly address: string;
}

function ask(
  { host, port, address }: Target,
  sequence: number,
  authorization: string | null,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    let heard = "";
    const done = (): void => {
      socket.destroy();
      const [head = "", body = ""] = heard.split("\r\n\r\n", 2);
      resolve({ status: Number(/^RTSP\/1\.\d (\d{3})/.exec(head)?.[1] ?? 0), head, body });
    };
    socket.setTimeout(3_000, () => socket.destroy(new Error("no answer")));
    socket.on("connect", () => {
      const lines = [
        `DESCRIBE ${address} RTSP/1.0`,
        `CSeq: ${String(sequence)}`,
        "Accept: application/sdp",
        "User-Agent: tagwatch",
      ];
      socket.write(
        [...lines, ...(authorization === null ? [] : [`Authorization: ${authorization}`]), "", ""].join(
          "\r\n",
        ),
      );
    });
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
      const length = Number(/^content-length: *(\d+)/im.exec(heard)?.[1] ?? 0);
      const bodyAt = heard.indexOf("\r\n\r\n");
      if ((bodyAt >= 0 && heard.length >= bodyAt + 4 + length) || heard.length > 65_536) done();
    });
    socket.on("error", reject);
    socket.on("end", done);
  });
}

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/** The answer to a challenge: Digest (RFC 2617, as cameras speak it) before Basic. Null when there is nothing to answer. */
function authorizationFor(head: string, address: string, credentials: string): string | null {
  const [user = "", ...rest] = credentials.split(":");
  const password = rest.join(":");
  const digest = /^www-authenticate: *digest (.*)$/im.exec(head)?.[1];
  const part = (name: string): string => new RegExp(`${name}="([^"]*)"`, "i").exec(digest ?? "")?.[1] ?? "";
  if (digest !== undefined) {
    const realm = part("realm");
    const nonce = part("nonce");
    const response = md5(`${md5(`${user}:${realm}:${password}`)}:${nonce}:${md5(`DESCRIBE:${address}`)}`);
    return `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${address}", response="${response}"`;
  }
  return /^www-authenticate: *basic/im.test(head)
    ? `Basic ${Buffer.from(credentials).toString("base64")}`
    : null;
}

/**
 * Asks one address (without user and password in it). Never throws. Basic credentials go over the wire as they are, as the
 * camera asks for.
 * @param credentials `user:password`, or null
 */
export async function probeRtsp(address: string, credentials: string | null): Promise<RtspAnswer> {
  try {
    const url = new URL(address);
    const target = { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || 554), address };
    let response = await ask(target, 1, null);
    if (response.status === 401 && credentials !== null) {
      const authorization = authorizationFor(response.head, address, credentials);
      if (authorization !== null) response = await ask(target, 2, authorization);
    }
    if (response.status === 401 || response.status === 403) return "unauthorized";
    return response.status === 200 && /^m=video/m.test(response.body)
      ? "video"
      : response.status === 0
        ? "silent"
        : "not-found";
  } catch {
    return "silent";
  }
}

/** The first usual path of a host that gives video; `unauthorized` when the camera wants other credentials. */
export async function findStream(
  host: string,
  credentials: string | null,
): Promise<{ readonly answer: RtspAnswer; readonly address: string | null }> {
  let answer: RtspAnswer = "silent";
  for (const path of usualPaths) {
    const address = `rtsp://${host}${/:\d+$/.test(host) ? "" : ":554"}${path}`;
    const said = await probeRtsp(address, credentials);
    if (said === "video") return { answer: said, address };
    if (said === "silent" && answer === "silent") return { answer: "silent", address: null };
    answer = answer === "unauthorized" ? answer : said;
  }
  return { answer, address: null };
}
