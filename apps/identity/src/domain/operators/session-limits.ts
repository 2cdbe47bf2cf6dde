/** How long an operator's session lasts (ROL-07). */
export interface SessionLimits {
  /** Without use. */
  readonly idleMs: number;
  /** However much it is used. */
  readonly longestMs: number;
}
