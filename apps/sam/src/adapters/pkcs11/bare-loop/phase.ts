/** What the threads do at the moment; one shared number. */
export const Phase = { warming: 0, counting: 1, over: 2 } as const;
