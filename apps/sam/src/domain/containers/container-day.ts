/** What the orders of one container took of a day of UTC. Both numbers only ever grow until the next day begins. */
export interface ContainerDay {
  /** `2027-03-01` */
  readonly day: string;
  /** Signatures that were reserved. */
  readonly taken: number;
  /** How many of them the token certainly did not make: they may be taken again. */
  readonly released: number;
}

/** How much a request may take, by the record it was held against. */
export interface ContainerAllowance {
  readonly containerId: string;
  readonly perDay: number;
  /** The day of UTC in which it was held against it. */
  readonly day: string;
}

/** The day of UTC of a moment. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** How many signatures a day counts; none, if another one is counted. */
export function takenOn(count: ContainerDay | undefined, day: string): number {
  return count?.day === day ? count.taken - count.released : 0;
}

/**
 * The count after so many more; `undefined` if the day has not so many left. A day before the counted one is counted on as that one: clocks of
 * replicas differ, and nobody gets a day twice.
 */
export function take(count: ContainerDay | undefined, { day: asked, perDay }: ContainerAllowance, places: number): ContainerDay | undefined {
  const day = count !== undefined && count.day > asked ? count.day : asked;
  const before = count?.day === day ? count : { taken: 0, released: 0 };
  if (before.taken - before.released + places > perDay) return undefined;
  return { day, taken: before.taken + places, released: before.released };
}

/** The count after signatures of a day were not made; a day that is over is not counted any more. */
export function giveBack(count: ContainerDay | undefined, day: string, places: number): ContainerDay | undefined {
  if (count?.day !== day) return count;
  return { ...count, released: Math.min(count.taken, count.released + places) };
}
