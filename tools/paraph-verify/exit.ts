/** How a run ends: what a script can decide by. */
export const exits = { beyondDoubt: 0, doubt: 1, unreadable: 2 } as const;
export type Exit = (typeof exits)[keyof typeof exits];
