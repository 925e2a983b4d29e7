/** What an error says, in one line or as it was thrown; for logs, faults and answers. Never empty. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** What an error says with the place it came from; for errors that nobody foresaw. */
export function errorStack(error: unknown): string {
  return error instanceof Error ? (error.stack ?? errorText(error)) : String(error);
}
