/** Thrown for arguments that make no sense: the run ends with exit code 2, and nothing was done. */
export class UsageError extends Error {}

/** The exit code for wrong usage. */
export const WRONG_USAGE = 2;
