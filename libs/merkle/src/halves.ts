// Sizes may be larger than the 32 bits that the bit operators of the language keep.

/** Whether a number is odd. */
export const isOdd = (value: number): boolean => value % 2 === 1;

/** Half of a number, without what is left. */
export const half = (value: number): number => Math.floor(value / 2);
