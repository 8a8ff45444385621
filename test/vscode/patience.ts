/**
 * The one bound of a step in a window: it waits for its event this long, on the slowest machine too, and then says what
 * for. There is none on a suite.
 */
export const stepMs = 300_000;

/** A test ends later than any of its steps, which says more. */
export const testMs = 2 * stepMs;
