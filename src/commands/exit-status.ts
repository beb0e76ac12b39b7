/** Exit statuses by which scripts tell apart how a command ended; 0 when all is well, 1 when something failed. */
export const exitStatus = {
  /** What was typed cannot be done. */
  usage: 2,
  /** Something is not what it was, or what is expected. */
  different: 4,
  /** A claim that held does no longer, or does not with another seed. */
  refuted: 5,
} as const;
