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
