import * as z from "zod";
import { confirmations } from "../../shared/domain/closed-sets.js";
import { duration, secretFile, size } from "../../shared/platform/config-fields.js";

const loopback = /^(mqtt|ws):\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/;

const meteredSchema = z.strictObject({
  unmeteredFile: z
    .string()
    .min(1)
    .describe(
      "a file whose content tells, e.g. /sys/class/net/wlan0/operstate or one a network script writes",
    ),
  unmeteredText: z.string().min(1).default("up").describe("its trimmed content while the link costs nothing"),
});

/** The uplink: an MQTT 5 broker. */
export const uploadSchema = z
  .strictObject({
    url: z
      .string()
      .regex(/^(mqtts?|wss?):\/\/[^@]+$/, "write mqtts://host:port without user and password")
      .describe("mqtts:// or wss://; without TLS only to this machine"),
    username: z.string().min(1).optional(),
    password: secretFile.optional(),
    ca: z.string().min(1).optional().describe("PEM file of the broker's authority; default: the system's"),
    certificate: z.string().min(1).optional().describe("PEM file of the unit's client certificate"),
    key: secretFile.optional().describe("PEM file of its private key"),
    alpn: z.array(z.string().min(1)).min(1).optional().describe("ALPN names offered, e.g. for port 443"),
    prefix: z
      .string()
      .regex(/^[^#+/\0]+(\/[^#+/\0]+)*$/, "write a topic without wildcards")
      .default("tagwatch")
      .describe("first level of every topic"),
    confirm: z
      .enum(confirmations)
      .default("broker")
      .describe("a message counts as delivered when the broker, or the receiving service, has confirmed it"),
    dispositions: z
      .enum(["v1", "v2"])
      .default("v1")
      .describe(
        "version of the messages of verdicts; v2 tells every step of a verification: set it once the receiver takes it",
      ),
    window: z.int().min(2).max(1000).default(100).describe("messages in flight; the broker may allow fewer"),
    chunkSize: size
      .refine((bytes) => bytes >= 16_384, "at least 17k")
      .prefault("64k")
      .describe("largest piece of a picture in one message"),
    compress: z
      .boolean()
      .default(true)
      .describe(
        "false sends reads and hits as plain JSON, four times as long, for receivers that cannot undo the compression; faults, status and tours are plain in any case",
      ),
    maxRate: size
      .optional()
      .describe("bytes per second for all but hits and dispositions; default: no limit"),
    metered: meteredSchema
      .optional()
      .describe("when set, pictures without a hit wait until the link costs nothing"),
    ackTimeout: duration("100ms", "10m")
      .prefault("20s")
      .describe("a broker that confirms nothing for so long is left and connected anew"),
    receiptTimeout: duration("100ms", "1h")
      .prefault("1m")
      .describe("with confirm: receiver, a message without receipt is sent again after this"),
    keepalive: duration("5s", "1h").prefault("30s"),
    sessionExpiry: duration("1m", "30d").prefault("7d").describe("how long the broker keeps messages for us"),
    statusEvery: duration("1s", "1h").prefault("1m").describe("status message"),
    retryAtMost: duration("100ms", "1h").prefault("1m").describe("longest wait between attempts to connect"),
  })
  .superRefine((upload, context) => {
    const fault = (path: string, message: string): void =>
      context.addIssue({ code: "custom", path: [path], message });
    if (/^(mqtt|ws):/.test(upload.url) && !loopback.test(upload.url))
      fault("url", "without TLS (mqtt://, ws://) only this machine may be named; use mqtts:// or wss://");
    if ((upload.certificate === undefined) !== (upload.key === undefined))
      fault("certificate", "certificate and key belong together");
    if (upload.password !== undefined && upload.username === undefined)
      fault("password", "a password needs a username");
  });
