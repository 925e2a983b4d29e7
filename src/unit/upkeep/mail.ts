// The only file that knows nodemailer: one connection for each notice, always with TLS.
import { readFileSync } from "node:fs";
import { createTransport } from "nodemailer";
import type { SupervisorConfig } from "../config/schema.js";
import { readPassword } from "../../shared/platform/secret.js";
import { noticeSubject, noticeText } from "./notice.js";
import type { Waiting } from "./notice-queue.js";

type MailConfig = NonNullable<SupervisorConfig["mail"]>;

const patienceMs = 15_000;
/** The whole conversation: a server that sends a byte now and then is never idle. */
const wholeMs = 60_000;

/**
 * Sends one notice. Files are read anew each time, so that a mended one is found. Throws what the server, TLS or a file
 * says, or that it was not done within `limitMs`; a server without TLS gets nothing.
 */
export async function sendMail(
  config: MailConfig,
  { to, notice }: Waiting,
  limitMs: number = wholeMs,
): Promise<void> {
  const isTls = config.security === "tls";
  const transport = createTransport({
    host: config.host,
    port: config.port ?? (isTls ? 465 : 587),
    secure: isTls,
    requireTLS: !isTls,
    ...(config.user === undefined
      ? {}
      : { auth: { user: config.user, pass: config.password ? readPassword(config.password) : "" } }),
    tls: { minVersion: "TLSv1.2", ...(config.ca ? { ca: readFileSync(config.ca) } : {}) },
    ...{ connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: 2 * patienceMs },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  const limit = AbortSignal.timeout(limitMs);
  try {
    await transport.sendMail({
      signal: limit,
      from: config.from,
      to: [...to],
      subject: noticeSubject(notice),
      text: noticeText(notice),
      messageId: `<${notice.id}@tagwatch.invalid>`,
      headers: { "Auto-Submitted": "auto-generated", "X-Tagwatch-Unit": notice.unit.id },
    });
  } catch (cause) {
    if (!limit.aborted) throw cause;
    throw new Error(`the mail server was not done within ${String(limitMs / 1000)} s`, { cause });
  } finally {
    transport.close();
  }
}
