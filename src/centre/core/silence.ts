/** A unit on duty that is not heard for so long is silent, milliseconds. */
export const silentMs = 10 * 60_000;
