import type { FastifyReply, FastifyRequest } from "fastify";

const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${String(c.charCodeAt(0))};`);

/**
 * Answers a refusal: data to the page's own requests; a page with a way back to whoever was led to the address itself, since
 * a kiosk has no button that closes a window with data in it.
 */
export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  refusal: { readonly error: string; readonly message: string },
): void {
  void reply.code(status);
  if (request.headers["sec-fetch-dest"] !== "document") return void reply.send(refusal);
  void reply
    .type("text/html; charset=utf-8")
    .send(
      `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Tagwatch</title>` +
        `<link rel="stylesheet" href="/plain.css"><h1>Not done</h1><p>${escaped(refusal.message)}</p>` +
        `<button type="button" autofocus>Close</button><script src="/close.js"></script></html>`,
    );
}
