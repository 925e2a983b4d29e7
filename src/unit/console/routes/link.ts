// The link of a notice: a page with one button, for mail programs open links by themselves and must acknowledge nothing.
import type { FastifyInstance, FastifyReply } from "fastify";
import * as z from "zod";
import type { Language } from "../../../shared/domain/closed-sets.js";
import { refusal } from "../../../shared/access/api-error.js";
import { textOfCode } from "../../../shared/domain/faults/errors.js";
import { partAndSubject } from "../../../shared/domain/faults/fault-parts.js";
import type { Fault } from "../../../shared/domain/faults/fault.js";
import { faultsEs } from "../../../shared/web/words/es/faults/index.js";
import type { FaultService } from "../../core/upkeep/upkeep.js";
import { open } from "../access.js";
import type { RouteDeps } from "../context.js";
import { checkedInput } from "../input.js";
import { orRefuse } from "./faults.js";

const path = "/acknowledge/:token";
const tokenPath = z.object({ token: z.string().regex(/^[\w-]{32}$/, "is not whole: copy the whole link") });

/** Acknowledges without a sign-in: who has the mail has the token. It names no more than the mail did. */
export function linkRoutes(app: FastifyInstance, context: RouteDeps, desk: FaultService): void {
  const { people } = context;
  const mayTry = (source: string): void => {
    // Guessing 192 bits is hopeless; trying must cost the unit nothing either.
    if (context.guard.streams.take(`link ${source}`)) return;
    throw refusal(429, "too-many", "many-requests");
  };
  app.get(path, open("page"), (request, reply) => {
    mayTry(request.ip);
    const { token } = checkedInput(tokenPath, request.params);
    return page(reply, people.language, ask(desk.linked(token), wordsOf[people.language]));
  });
  void app.register((forms, _options, done) => {
    forms.addContentTypeParser(
      "application/x-www-form-urlencoded",
      { parseAs: "string" },
      (_r, _body, done) => done(null, {}),
    );
    forms.post(path, open("page"), (request, reply) => {
      mayTry(request.ip);
      const { token } = checkedInput(tokenPath, request.params);
      const fault = orRefuse(() => desk.useLink(token));
      const words = wordsOf[people.language];
      return page(
        reply,
        people.language,
        fault ? `<p>${words.written(named(fault, words))}</p>` : ask(null, words),
      );
    });
    done();
  });
}

interface LinkWords {
  /** Where it is and what is wrong, as the mail says it. */
  readonly fault: (fault: Fault) => string;
  readonly over: string;
  readonly known: (named: string) => string;
  readonly know: string;
  readonly written: (named: string) => string;
}

const wordsOf: Readonly<Record<Language, LinkWords>> = {
  en: {
    fault: ({ part, subject, code }) => `${partAndSubject(part, subject)}: ${textOfCode(code)}`,
    over: "This link was used already, or the fault is over.",
    known: (named) => `${named}: somebody knows of it already.`,
    know: "I know of it",
    written: (named) => `${named}: written down that you know of it.`,
  },
  es: {
    fault({ part, subject, code }) {
      const which = partAndSubject(part, subject).slice(part.length);
      return `${faultsEs.where(part, subject)}${which}: ${faultsEs.title(code, textOfCode(code))}`;
    },
    over: "Este enlace ya se usó, o la falla ya terminó.",
    known: (named) => `${named}: alguien ya acusó recibo.`,
    know: "Acusar recibo",
    written: (named) => `${named}: quedó anotado su acuse de recibo.`,
  },
};

/** In the language that the unit is set up to: who reads mail chose none on this screen. */
function page(reply: FastifyReply, language: Language, body: string): string {
  void reply
    .type("text/html; charset=utf-8")
    .header("cache-control", "no-store")
    .header("content-security-policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'");
  return `<!doctype html><html lang="${language}"><meta name="viewport" content="width=device-width"><title>Tagwatch</title>${body}</html>`;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${String(c.charCodeAt(0))};`);

const named = (fault: Fault, words: LinkWords): string => escaped(words.fault(fault));

function ask(fault: Fault | null, words: LinkWords): string {
  if (!fault) return `<p>${words.over}</p>`;
  if (fault.acknowledged) return `<p>${words.known(named(fault, words))}</p>`;
  return `<p>${named(fault, words)}</p><form method="post"><button>${words.know}</button></form>`;
}
