import type { FastifyReply } from "fastify";

/** The sheet is a page of its own: its style and its pictures are in it, and its one script prints it. */
const sheetPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");
/** Beside the sheet, not in it: the one of a package is a file without scripts. */
const printing = '<script src="/print.js"></script>';

/** Sends a sheet of reads (`sheetHtml`, its pictures in it) as a page that prints itself. */
export const sendSheet = (reply: FastifyReply, html: string): FastifyReply =>
  reply
    .type("text/html; charset=utf-8")
    .header("content-security-policy", sheetPolicy)
    .send(html + printing);
