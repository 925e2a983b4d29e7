import type { KeyAsked } from "../access/keys/key-factor.js";
import type { Enrolment } from "../access/second-factor.js";
import { refusalWords } from "./words/en/refusals.js";

/** What the server refused, in words for the person; `code` for the page. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly code = "",
    readonly factor: FactorAsked = {},
  ) {
    super(message);
  }
}

/** What a second factor needs. */
export interface FactorAsked {
  /** Of a person who has none yet. */
  readonly enrolment?: Enrolment;
  /** Of a person who has security keys for this page. */
  readonly keyAsked?: KeyAsked;
}

/** The body of an answer that refuses. */
export interface RefusedJson extends FactorAsked {
  readonly error?: string;
  readonly message?: string;
  /** Which sentence of `refusalTexts` the message is, and what is given to it. */
  readonly said?: string;
  readonly values?: readonly string[];
}

/** An answer that refuses as an error; `otherwise` where it says nothing. */
export function refusedBy(status: number, body: RefusedJson, otherwise: string): Refused {
  return new Refused(
    status,
    body.message === undefined
      ? otherwise
      : refusalWords().of(body.message, body.said ?? "", body.values ?? []),
    body.error,
    body,
  );
}
