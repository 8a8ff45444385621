/**
 * The time limit of a step in a window: it waits this long for its event, even on the slowest machine, and then reports
 * what for. Suites have no limit.
 */
export const stepMs = 300_000;

/** Longer than a step, so that the step's own message is reported. */
export const testMs = 2 * stepMs;
