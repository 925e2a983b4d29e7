// How packages leave the site: the trail's line first, then the package as a stream, then whether it arrived.
import { Readable } from "node:stream";
import { ApiError } from "../../../shared/access/api-error.js";
import { actorOf } from "../../../shared/access/session.js";
import type { AuditEvent } from "../../../shared/domain/actor.js";
import { errorText } from "../../../shared/domain/error-text.js";
import { auditOrRefuse, type SiteCall, type SiteRouteDeps } from "../context.js";
import { sealedTar, type PackageFile } from "./sealed-tar.js";

/** Packages under way at once: each reads pictures and lines as fast as it is taken. */
const mostAtOnce = 4;

/** What is sent: its name as a file, the line that tells of it, and its files once the line stands. */
export interface PackageDeps {
  readonly name: string;
  readonly line: Omit<AuditEvent, "at" | "actor" | "outcome">;
  /** `number`: that of the line. */
  files(number: number): AsyncIterable<PackageFile> | Promise<AsyncIterable<PackageFile>>;
}

/** Sends packages of one site. */
export function createSender(deps: SiteRouteDeps) {
  let underWay = 0;

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
    let [sha256, bytes] = ["", 0];
    const settings = { key: deps.signer.key, top: name, at: deps.clock.now() };
    const made = Readable.from(sealedTar(files, settings, (sum) => (sha256 = sum)));
    made.on("data", (piece: Buffer) => (bytes += piece.length)).pause();
    made.once("error", (error: Error) =>
      deps.log.error("a package could not be made", { reason: error.stack ?? error.message }),
    );
    call.reply.raw.once("close", () => {
      made.destroy();
      const isWhole = call.reply.raw.writableFinished && sha256 !== "";
      const cut = { reason: "the connection ended before it was sent whole" };
      void tell(call, line, isWhole ? { bytes, sha256 } : cut);
    });
    return made;
  }

  return async function sendPackage(call: SiteCall, sent: PackageDeps): Promise<unknown> {
    if (underWay >= mostAtOnce)
      throw new ApiError(429, "busy", "Other packages are being made. Try again when they are done.");
    underWay++;
    try {
      const order = { ...sent.line, actor: actorOf(call.session), outcome: "success" } as const;
      const files = await sent.files(await auditOrRefuse(deps, order));
      call.reply.raw.once("close", () => underWay--);
      const archive = stream(call, sent, files);
      return call.reply
        .type("application/x-tar")
        .header("content-disposition", `attachment; filename="${sent.name}.tar"`)
        .send(archive);
    } catch (error) {
      underWay--;
      await tell(call, sent.line, { reason: error instanceof ApiError ? error.code : "failed" });
      throw error;
    }
  };
}

/** What became of a package. */
type Sent = { readonly bytes: number; readonly sha256: string } | { readonly reason: string };

/** A package's name: what cannot stand in a file's name becomes a dash. */
export const packageName = (what: string): string => `tagwatch-${what.replace(/[^\w.-]/g, "-")}`;
