// A mail server with TLS and sign-in, for tests and drills: it keeps what it took.
import { once } from "node:events";
import { SMTPServer } from "smtp-server";
import type { Certificate } from "./certificates.js";

export interface ReceivedMail {
  readonly to: readonly string[];
  readonly text: string;
  readonly atMs: number;
}

export interface MailServer {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** From now on it answers every mail with this code; null: it takes them. */
  refuse(code: number | null): void;
  /** Resolves with the first mail whose text fits. */
  mail(pattern: RegExp): Promise<ReceivedMail>;
  stop(): Promise<void>;
}

/** Starts it on a free port of loopback, or on `port`. Signs in `unit` with `mail password`. */
export async function startMailServer({ key, certificate }: Certificate, port = 0): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const watchers = new Set<() => void>();
  let refusal: number | null = null;
  const server = new SMTPServer({
    ...{ secure: true, key, cert: certificate, logger: false },
    onAuth(auth, _session, done) {
      if (auth.username === "unit" && auth.password === "mail password") done(null, { user: "unit" });
      else done(new Error("unknown user"));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => void chunks.push(chunk));
      stream.on("end", () => {
        if (refusal !== null) return done(Object.assign(new Error("refused"), { responseCode: refusal }));
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, text: decoded(Buffer.concat(chunks).toString("utf8")), atMs: performance.now() });
        done();
        for (const watcher of watchers) watcher();
      });
    },
  });
  server.on("error", () => undefined);
  server.listen(port, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    mails,
    refuse: (code) => void (refusal = code),
    mail: (pattern) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = mails.find(({ text }) => pattern.test(text));
          if (!found) return;
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        look();
      }),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Quoted-printable undone, and header lines unfolded (RFC 5322, 2.2.3). */
function decoded(text: string): string {
  return text
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\r?\n[ \t]+(?=\S)/g, (fold) => (fold.includes("  ") ? fold : " "));
}
