import * as z from "zod";
import { decodings, logLevels, unitKinds } from "../../shared/domain/closed-sets.js";
import { consoleSchema } from "./console-schema.js";
import { duration, identifier, secretFile, timeZone } from "../../shared/platform/config-fields.js";
import { hotlistSchema } from "./hotlist-schema.js";
import { storeSchema } from "./store-schema.js";
import { supervisorSchema, toursSchema } from "./supervisor-schema.js";
import { uploadSchema } from "./upload-schema.js";
import { masksSchema, regionSchema } from "./view-schema.js";

const unitSchema = z.strictObject({
  id: identifier.describe("name of this unit; part of every MQTT topic"),
  kind: z.enum(unitKinds),
  name: z.string().min(1).describe("vehicle number or site"),
  timeZone: timeZone
    .optional()
    .describe("where the unit works, e.g. America/Chicago: dates are days there; default: the system's"),
  assignedTo: z.string().min(1).optional().describe("officer or team the unit is assigned to"),
  watchedBy: z
    .string()
    .min(1)
    .optional()
    .describe("pole: who sees its alerts, e.g. Dispatch desk; a pole that nobody watches alerts nobody"),
});

const sourceSchema = z
  .string()
  .min(1)
  .describe(
    "rtsp://… or rtsps://… ({user} and {password} are filled in from credentials), /dev/video… (also by-id paths), a video file, or a folder of pictures",
  );

/** One entry of `cameras`; docs/operator/config.md is made from the descriptions. */
export const cameraSchema = z.strictObject({
  id: identifier,
  source: sourceSchema,
  name: z
    .string()
    .min(1)
    .optional()
    .describe("what officers call it, best where it looks: front left, rear, lane 2"),
  credentials: secretFile
    .optional()
    .describe(
      "file with user:password for RTSP, so that no secret stands in the address; without {user} or {password} in source they go before the host",
    ),
  fps: z
    .number()
    .min(0.2)
    .max(60)
    .default(15)
    .describe("processing rate: frames per second asked of a live camera; it is never read faster"),
  pace: z
    .enum(["real-time", "fast"])
    .default("real-time")
    .describe("files only: as filmed, or as fast as possible without loss"),
  loop: z.boolean().default(false).describe("files only: begin again at the end"),
  inputFormat: z
    .enum(["mjpeg", "yuyv422", "h264"])
    .optional()
    .describe("V4L2 only: pixel format asked of the camera"),
  size: z
    .string()
    .regex(/^\d+x\d+$/, "write a size like 1920x1080")
    .optional()
    .describe("V4L2 only: picture size asked of the camera"),
  rotate: z
    .literal([0, 90, 180, 270])
    .default(0)
    .describe(
      "degrees clockwise that turn the pictures upright, for a camera mounted on its side or head down",
    ),
  decoding: z
    .enum(decodings)
    .default("software")
    .describe(
      "who decodes the stream: software; a device by its name; auto: a device that is there. A device is tried before it is used, and software takes over where it fails",
    ),
  region: regionSchema
    .optional()
    .describe(
      "corners of the area in which plates are read, [x, y] as fractions of the upright picture from its upper left corner: [[0.1, 0.3], [0.9, 0.3], [0.9, 1], [0.1, 1]]; default: everywhere",
    ),
  masks: masksSchema
    .default([])
    .describe(
      "private places {x, y, w, h}, fractions likewise: no plate is read there, and they are black in every picture that is kept",
    ),
  stallAfter: duration("1s", "5m")
    .prefault("8s")
    .describe("no frame for so long is a fault, and the camera is started again"),
  minPlateWidth: z
    .number()
    .int()
    .min(8)
    .max(400)
    .default(40)
    .describe("plates narrower than this (pixels) are never asserted"),
  restWhenIdle: z
    .boolean()
    .default(false)
    .describe(
      "where nothing moves the models get one frame a second, which saves power; what is small and faint (a plate at night before a 4K camera, a vehicle in haze) may then be read late or not at all",
    ),
  moving: z.boolean().optional().describe("camera moves; default: true on a vehicle, false on a pole"),
});

const visionSchema = z.strictObject({
  models: z.string().min(1).optional().describe("folder with manifest.json; default: the shipped models"),
  threads: z.int().min(1).max(4).default(1).describe("threads of the runtime per inference worker"),
  workers: z.int().min(1).max(4).default(1).describe("inference workers"),
  settleProbability: z
    .number()
    .min(0.5)
    .max(0.9999)
    .default(0.9)
    .describe("a track is acted on when its text is this probable"),
  minProbability: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("a read less probable than this is not asserted; default: the manifest's"),
  vehicleJpegWidth: z.int().min(160).max(1920).default(640).describe("vehicle picture, pixels"),
});

/** Rates that serial receivers speak (termios(3)). */
const baudRates = [
  1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600,
] as const;

const gpsSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({
    kind: z.literal("serial"),
    device: z.string().min(1),
    baud: z.literal(baudRates).default(4800),
    staleAfter: duration("1s", "5m").prefault("5s"),
  }),
  z.strictObject({
    kind: z.literal("gpsd"),
    host: z.string().min(1).default("127.0.0.1"),
    port: z.int().min(1).max(65_535).default(2947),
    staleAfter: duration("1s", "5m").prefault("5s"),
  }),
  z.strictObject({
    kind: z.literal("fixed"),
    lat: z.number().min(-90).max(90),
    lon: z.number().min(-180).max(180),
  }),
  z.strictObject({
    kind: z.literal("replay"),
    file: z.string().min(1).describe("NMEA 0183 log, replayed at its own pace"),
    loop: z.boolean().default(false),
    staleAfter: duration("1s", "5m").prefault("5s"),
  }),
]);

const logSchema = z.strictObject({ level: z.enum(logLevels).default("info") });

const securitySchema = z.strictObject({
  requireFips: z
    .boolean()
    .default(false)
    .describe("refuse to start unless Node runs with a FIPS provider (CJIS SC-13)"),
});

/** The whole YAML file: type, defaults, check and documentation in one. Unknown keys are errors. */
export const configSchema = z.strictObject({
  unit: unitSchema,
  cameras: z.array(cameraSchema).min(1).max(16),
  vision: visionSchema.prefault({}),
  gps: gpsSchema.prefault({ kind: "none" }),
  hotlist: hotlistSchema.prefault({}),
  store: storeSchema.prefault({}),
  upload: uploadSchema.optional().describe("without it nothing is uploaded and the outbox waits"),
  console: consoleSchema.prefault({}),
  supervisor: supervisorSchema
    .optional()
    .describe("without it faults stand in the journal, on the page and in MQTT only"),
  tours: toursSchema.prefault({}),
  security: securitySchema.prefault({}),
  log: logSchema.prefault({}),
});

/** The configuration after parsing: durations are milliseconds, sizes are bytes, defaults are filled in. */
export type Config = z.output<typeof configSchema>;
/** One camera with all defaults filled in. */
export type CameraConfig = Config["cameras"][number];
/** Models, threads and thresholds of reading. */
export type VisionConfig = Config["vision"];
/** Where the position comes from: `kind` tells serial, gpsd, replay, a fixed place or none apart. */
export type GpsConfig = Config["gps"];
/** The sources, and when a match is a hit. */
export type HotlistConfig = Config["hotlist"];
/** Where evidence lies and how long it is kept; spans in milliseconds. */
export type StoreConfig = Config["store"];
/** The uplink; a configuration without one uploads nothing. */
export type UploadConfig = NonNullable<Config["upload"]>;
/** The officer's page: where it listens and how long a session lasts (milliseconds). */
export type ConsoleConfig = Config["console"];
/** Who is told of faults and damage, and how. */
export type SupervisorConfig = NonNullable<Config["supervisor"]>;
/** Who this unit is: its id stands in every topic and record, its time zone in what people read. */
export type UnitConfig = Config["unit"];
