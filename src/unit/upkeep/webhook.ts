import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { SupervisorConfig } from "../config/schema.js";
import { readPassword } from "../../shared/platform/secret.js";
import type { Waiting } from "./notice-queue.js";

type WebhookConfig = NonNullable<SupervisorConfig["webhook"]>;

const patienceMs = 15_000;

/**
 * Posts one notice as JSON; every status but 2xx, a redirect included, is a failure. Throws with the reason. After `limitMs`
 * the connection ends, also where the answer's body does not.
 */
export function postNotice(
  config: WebhookConfig,
  { notice }: Waiting,
  limitMs: number = patienceMs,
): Promise<void> {
  const body = Buffer.from(JSON.stringify(notice));
  const signature = config.secret
    ? {
        "x-tagwatch-signature": `sha256=${createHmac("sha256", readPassword(config.secret)).update(body).digest("hex")}`,
      }
    : {};
  const options = {
    method: "POST",
    headers: { "content-type": "application/json", "content-length": body.length, ...signature },
    signal: AbortSignal.timeout(limitMs),
    ...(config.ca ? { ca: readFileSync(config.ca) } : {}),
  };
  const open = config.url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = open(config.url, options, (answer) => {
      answer.resume();
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) resolve();
      else reject(new Error(`the webhook answers ${String(status)}`));
    });
    sent.once("error", reject);
    sent.end(body);
  });
}
