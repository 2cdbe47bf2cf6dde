/** How a run ends: what a script can decide by. */
export const exits = { done: 0, refused: 1, usage: 2, unreachable: 3 } as const;

/** A run that ends before its end, with what to say and how. */
export class Ended extends Error {
  override readonly name = 'Ended';
  readonly exit: (typeof exits)[keyof typeof exits];

  constructor(exit: (typeof exits)[keyof typeof exits], message: string) {
    super(message);
    this.exit = exit;
  }
}

/** The line was not understood. */
export function misused(message: string): Ended {
  return new Ended(exits.usage, message);
}
