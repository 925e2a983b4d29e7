// Asks a network camera what it serves, without taking pictures: one DESCRIBE (RFC 2326), with credentials where it wants them.
import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";

/** What a camera said of an address. `sha256-only`: it has video, but takes credentials in a way that ffmpeg does not know. */
export type RtspAnswer = "video" | "sha256-only" | "unauthorized" | "not-found" | "silent";

/** What to say and do where a camera answers `sha256-only`. */
export const sha256Only = {
  text: "has video, but takes credentials as Digest with SHA-256 alone, which the ffmpeg of Debian 12 does not know",
  hint: "allow Digest with MD5 too in the camera's settings (RTSP authentication)",
} as const;

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

type Digest = "md5" | "sha256";

/** One offer of a camera: `WWW-Authenticate: Digest realm="…", qop="auth", algorithm=SHA-256`. */
interface Challenge {
  readonly scheme: "digest" | "basic";
  readonly digest: Digest | null;
  /** Whether the hash is of a session (`MD5-sess`). */
  readonly isSession: boolean;
  readonly values: ReadonlyMap<string, string>;
}

function challengesIn(head: string): readonly Challenge[] {
  return [...head.matchAll(/^www-authenticate: *(digest|basic)\b(.*)$/gim)].map(
    ([, scheme = "", rest = ""]) => {
      const found = rest.matchAll(/(\w+) *= *(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g);
      const values = new Map(
        [...found].map(([, name = "", quoted, plain = ""]) => [name.toLowerCase(), quoted ?? plain]),
      );
      const algorithm = (values.get("algorithm") ?? "MD5").toUpperCase();
      const digest = ({ MD5: "md5", "SHA-256": "sha256" } as const)[algorithm.replace(/-SESS$/, "")] ?? null;
      const isSession = algorithm.endsWith("-SESS");
      return { scheme: scheme.toLowerCase() === "digest" ? "digest" : "basic", digest, isSession, values };
    },
  );
}

/** What is asked for whom. `nonce` is the client's, in hexadecimal. */
interface Credentials {
  readonly address: string;
  readonly user: string;
  readonly password: string;
  readonly nonce: string;
}

/** Digest by RFC 2617 (old cameras, without `qop`) and RFC 7616 (`qop=auth`, SHA-256). */
function digestFor({ digest, isSession, values }: Challenge, given: Credentials): string {
  const { address, user, password, nonce: cnonce } = given;
  const hash = (text: string): string =>
    createHash(digest ?? "md5")
      .update(text)
      .digest("hex");
  const part = (name: string): string => values.get(name) ?? "";
  const [realm, nonce] = [part("realm"), part("nonce")];
  const hasQop = part("qop")
    .split(",")
    .some((one) => one.trim().toLowerCase() === "auth");
  const plain = hash(`${user}:${realm}:${password}`);
  const secret = isSession ? hash(`${plain}:${nonce}:${cnonce}`) : plain;
  const middle = hasQop ? `${nonce}:00000001:${cnonce}:auth` : nonce;
  const response = hash(`${secret}:${middle}:${hash(`DESCRIBE:${address}`)}`);
  return [
    `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${address}", response="${response}"`,
    ...["algorithm", "opaque"].flatMap((name) => {
      const value = values.get(name);
      return value === undefined ? [] : [name === "opaque" ? `opaque="${value}"` : `algorithm=${value}`];
    }),
    ...(hasQop ? [`qop=auth, nc=00000001, cnonce="${cnonce}"`] : isSession ? [`cnonce="${cnonce}"`] : []),
  ].join(", ");
}

/** The answer to the strongest challenge: Digest with SHA-256, with MD5, then Basic. Null when there is none to answer. */
function authorizationFor(
  challenges: readonly Challenge[],
  address: string,
  credentials: string,
): string | null {
  const [user = "", ...rest] = credentials.split(":");
  const given = { address, user, password: rest.join(":"), nonce: randomBytes(8).toString("hex") };
  const digest = (["sha256", "md5"] as const)
    .map((name) => challenges.find((one) => one.scheme === "digest" && one.digest === name))
    .find((one) => one !== undefined);
  if (digest) return digestFor(digest, given);
  return challenges.some(({ scheme }) => scheme === "basic")
    ? `Basic ${Buffer.from(credentials).toString("base64")}`
    : null;
}

/** Whether ffmpeg, which knows Basic and Digest with MD5, could answer. */
const forFfmpeg = (challenges: readonly Challenge[]): boolean =>
  challenges.some(({ scheme, digest }) => scheme === "basic" || digest === "md5");

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
    let hasVideo: RtspAnswer = "video";
    if (response.status === 401 && credentials !== null) {
      const challenges = challengesIn(response.head);
      if (!forFfmpeg(challenges)) hasVideo = "sha256-only";
      const authorization = authorizationFor(challenges, address, credentials);
      if (authorization !== null) response = await ask(target, 2, authorization);
    }
    if (response.status === 401 || response.status === 403) return "unauthorized";
    if (response.status === 0) return "silent";
    return response.status === 200 && /^m=video/m.test(response.body) ? hasVideo : "not-found";
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
    if (said === "video" || said === "sha256-only") return { answer: said, address };
    if (said === "silent" && answer === "silent") return { answer: "silent", address: null };
    answer = answer === "unauthorized" ? answer : said;
  }
  return { answer, address: null };
}
