import * as z from "zod";
import { secretFile } from "./fields.js";

/** The uplink: an MQTT 5 broker. */
export const uploadSchema = z.strictObject({
  url: z.string().regex(/^(mqtts?|wss?):\/\/[^@]+$/, "write mqtts://host:port without user and password"),
  username: z.string().min(1).optional(),
  password: secretFile.optional(),
  prefix: z.string().min(1).default("tagwatch").describe("first level of every topic"),
});
