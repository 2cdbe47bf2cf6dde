/** The two clocks of the machine: one that can be set, and one that only runs. Milliseconds. */
export abstract class Instruments {
  /** UTC since 1970, as the machine believes; anybody with the right may set it. */
  abstract wall(): number;
  /** Since some moment; never set, never back. It may stand still while the machine sleeps. */
  abstract monotonic(): number;
}
