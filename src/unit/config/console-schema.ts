import * as z from "zod";
import { idleActions } from "../../shared/domain/closed-sets.js";
import { duration, secretFile } from "../../shared/platform/config-fields.js";

/** The officer's page: where it listens, when it locks and when it signs people out. */
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
    .describe("the page locks, or signs out, after so long without a touch (CJIS AC-11)"),
  atIdle: z
    .enum(["auto", ...idleActions])
    .default("auto")
    .describe(
      "lock: alerts go on sounding, with category, priority and plate alone, until the person unlocks; sign-out: nothing is shown; auto: lock in a vehicle, sign-out on a pole",
    ),
  sessionMax: duration("5m", "24h")
    .prefault("12h")
    .describe("sign out after so long in any case, so that each shift signs in anew"),
});
