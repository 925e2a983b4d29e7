import type { Enrolment } from "../access/second-factor.js";
import { refusalWords } from "./words/en/refusals.js";

/** What the server refused, in words for the person; `code` for the page. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly code = "",
    /** For a person who has no second factor yet. */
    readonly enrolment: Enrolment | null = null,
  ) {
    super(message);
  }
}

/** The body of an answer that refuses. */
export interface RefusedJson {
  readonly error?: string;
  readonly message?: string;
  readonly enrolment?: Enrolment;
}

/** An answer that refuses as an error; `otherwise` where it says nothing. */
export function refusedBy(status: number, body: RefusedJson, otherwise: string): Refused {
  return new Refused(
    status,
    body.message === undefined ? otherwise : refusalWords().of(body.message, body.error ?? ""),
    body.error,
    body.enrolment ?? null,
  );
}
