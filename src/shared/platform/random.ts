/** A number in [0, 1) for jitter; the rim's randomness, handed to what needs it. */
export const random = (): number => Math.random();
