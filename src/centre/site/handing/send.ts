// How packages leave the site: the trail's line first, then the package as a stream, then whether it arrived.
import { Readable } from "node:stream";
import { ApiError } from "../../../shared/access/api-error.js";
import { actorOf } from "../../../shared/access/session.js";
import type { AuditEvent } from "../../../shared/domain/actor.js";
import { errorText } from "../../../shared/domain/error-text.js";
import { auditOrRefuse, type SiteCall, type SiteRouteDeps } from "../context.js";
import { sealedTar, type PackageFile } from "./sealed-tar.js";

/** Packages under way at once: each reads pictures and lines as fast as it is taken. Nobody takes all places. */
const most = { atOnce: 4, ofOne: 2 };
/** For a package to be taken: whoever stops reading does not keep its place for ever. */
const sentMs = 3_600_000;

/** What is sent: its name as a file, the line that tells of it, and its files once the line stands. */
export interface PackageDeps {
  readonly name: string;
  readonly line: Omit<AuditEvent, "at" | "actor" | "outcome">;
  /** `number`: that of the line. */
  files(number: number): AsyncIterable<PackageFile> | Promise<AsyncIterable<PackageFile>>;
}

/** Whose packages are under way. */
function createPlaces() {
  const underWay: string[] = [];
  return {
    /** Throws a 429 where there is none for the person. */
    take(name: string): void {
      const own = underWay.filter((one) => one === name).length;
      if (underWay.length >= most.atOnce || own >= most.ofOne)
        throw new ApiError(429, "busy", "Other packages are being made. Try again when they are done.");
      underWay.push(name);
    },
    leave: (name: string): void => void underWay.splice(underWay.indexOf(name), 1),
  };
}

/** Sends packages of one site. */
export function createSender(deps: SiteRouteDeps) {
  const places = createPlaces();

  async function tell({ session }: SiteCall, { object }: PackageDeps["line"], sent: Sent): Promise<void> {
    const line = {
      actor: actorOf(session),
      event: "package.sent",
      ...(object === undefined ? {} : { object }),
    } as const;
    const outcome = "reason" in sent ? "failure" : "success";
    await deps.archive.audit([{ ...line, outcome, detail: { ...sent } }]).catch((error: unknown) => {
      deps.log.error("the trail cannot be written", { event: line.event, reason: errorText(error) });
    });
  }

  function stream(call: SiteCall, { name, line }: PackageDeps, files: AsyncIterable<PackageFile>): Readable {
    const {
      session,
      reply: { raw },
    } = call;
    let [sha256, bytes] = ["", 0];
    const settings = { key: deps.signer.key, top: name, at: deps.clock.now() };
    const made = Readable.from(sealedTar(files, settings, (sum) => (sha256 = sum)));
    made.on("data", (piece: Buffer) => (bytes += piece.length)).pause();
    made.once("error", (error: Error) =>
      deps.log.error("a package could not be made", { reason: error.stack ?? error.message }),
    );
    const over = new AbortController();
    raw.once("close", () => {
      over.abort();
      places.leave(session.name);
      made.destroy();
      const isWhole = raw.writableFinished && sha256 !== "";
      void tell(call, line, isWhole ? { bytes, sha256 } : cut);
    });
    void deps.clock.sleep(sentMs, over.signal).then(() => over.signal.aborted || raw.destroy());
    return made;
  }

  return async function sendPackage(call: SiteCall, sent: PackageDeps): Promise<unknown> {
    const { session, reply } = call;
    places.take(session.name);
    try {
      const order = { ...sent.line, actor: actorOf(session), outcome: "success" } as const;
      const files = await sent.files(await auditOrRefuse(deps, order));
      // Whoever asked may have gone away meanwhile: nothing tells of the end of that connection any more.
      if (reply.raw.destroyed) {
        places.leave(session.name);
        await tell(call, sent.line, cut);
        return reply.hijack();
      }
      const archive = stream(call, sent, files);
      return reply
        .type("application/x-tar")
        .header("content-disposition", `attachment; filename="${sent.name}.tar"`)
        .send(archive);
    } catch (error) {
      places.leave(session.name);
      await tell(call, sent.line, { reason: error instanceof ApiError ? error.code : "failed" });
      throw error;
    }
  };
}

/** What became of a package. */
type Sent = { readonly bytes: number; readonly sha256: string } | { readonly reason: string };
const cut: Sent = { reason: "the connection ended before it was sent whole" };

/** A package's name: what cannot stand in a file's name becomes a dash. */
export const packageName = (what: string): string => `tagwatch-${what.replace(/[^\w.-]/g, "-")}`;
