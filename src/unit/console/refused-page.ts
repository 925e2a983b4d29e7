import type { FastifyReply, FastifyRequest } from "fastify";
import { languages, type Language } from "../../shared/domain/closed-sets.js";
import type { RefusedJson } from "../../shared/web/refused.js";
import { formWords } from "../../shared/web/words/en/forms.js";
import { refusalWords } from "../../shared/web/words/en/refusals.js";
import { formEs } from "../../shared/web/words/es/forms.js";
import { refusalEs } from "../../shared/web/words/es/refusals.js";

/** What is answered to whom; `language`: of a screen on which none was chosen. */
export interface RefusedCall {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly language: Language;
}

type Words = Pick<typeof refusalEs, "of" | "notDone"> & Pick<typeof formEs, "close">;

const wordsOf: Readonly<Record<Language, () => Words>> = {
  en: () => ({ ...refusalWords(), close: formWords().close }),
  es: () => ({ ...refusalEs, close: formEs.close }),
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${String(c.charCodeAt(0))};`);

/** What is said in one language; `close.js` shows that of the screen, which the unit does not know. */
function saidIn(
  language: Language,
  isShown: boolean,
  { message = "", said = "", values = [] }: RefusedJson,
): string {
  const words = wordsOf[language]();
  return (
    `<main lang="${language}"${isShown ? "" : " hidden"}><h1>${words.notDone}</h1>` +
    `<p>${escaped(words.of(message, said, values))}</p>` +
    `<button type="button" autofocus>${words.close}</button></main>`
  );
}

/**
 * Answers a refusal: data to the page's own requests; a page with a way back to whoever was led to the address itself, since
 * a kiosk has no button that closes a window with data in it.
 */
export function sendRefusal(call: RefusedCall, status: number, refusal: RefusedJson): void {
  const { request, reply, language } = call;
  void reply.code(status);
  if (request.headers["sec-fetch-dest"] !== "document") return void reply.send(refusal);
  const all = languages.map((one) => saidIn(one, one === language, refusal)).join("");
  void reply
    .type("text/html; charset=utf-8")
    .send(
      `<!doctype html><html lang="${language}"><meta name="viewport" content="width=device-width"><title>Tagwatch</title>` +
        `<link rel="stylesheet" href="/plain.css">${all}<script src="/close.js"></script></html>`,
    );
}
