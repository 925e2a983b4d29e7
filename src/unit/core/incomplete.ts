// A plate may carry more than was read: smaller letters stacked beside the serial, which the reader passes over. What was
// read is then a part, and as a whole it is another vehicle's plate.

/**
 * Factor of the certainty that an incomplete text is the plate. Lists write such plates both with and without their small
 * letters, so it is near even; an assumption until the reader reads them.
 */
export const incompleteFactor = 0.6;
