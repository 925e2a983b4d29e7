import { saidRefusal, type RefusalCode, type RefusalValues } from "../domain/said/refusals.js";

/** A refusal that a client may see: HTTP status, a code for programs and a sentence for people. Everything else stays inside. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Further fields of the answer. */
    readonly more: object = {},
  ) {
    super(message);
    this.name = "ApiError";
  }
}

/** A refusal with a sentence of `refusalTexts`, which a page says in its own language; `code`: for programs. */
export function refusal<Said extends RefusalCode>(
  status: number,
  code: string,
  said: Said,
  ...values: RefusalValues<Said>
): ApiError {
  const { text, as } = saidRefusal(said, ...values);
  return new ApiError(status, code, text, as);
}
