import * as z from "zod";
import { duration, secretFile } from "./fields.js";

/** The officer's page: where it listens and when it signs people out. */
export const consoleSchema = z.strictObject({
  enabled: z.boolean().default(true),
  host: z
    .string()
    .min(1)
    .default("127.0.0.1")
    .describe("address to listen on; another than loopback needs tls"),
  port: z.int().min(0).max(65_535).default(8443),
  tls: z
    .strictObject({
      certificate: z.string().min(1).describe("PEM file with the certificate and its chain"),
      key: secretFile,
    })
    .optional(),
  sessionIdle: duration("1m", "24h")
    .prefault("30m")
    .describe("sign out after so long without a touch (CJIS AC-11); vehicles may set more"),
  sessionMax: duration("5m", "24h")
    .prefault("12h")
    .describe("sign out after so long in any case, so that each shift signs in anew"),
});
