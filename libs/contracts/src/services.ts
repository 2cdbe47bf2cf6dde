/** The processes that speak on the bus. `approval` is a static page and has no user there. */
export const busServices = ['gateway', 'management', 'identity', 'courier', 'sam', 'key-lifecycle', 'ca-connector', 'audit'] as const;
export type BusService = (typeof busServices)[number];

/** The processes that own state, and so record events. The two edges record through those they call. */
export const eventSources = ['identity', 'sam', 'key-lifecycle', 'ca-connector', 'audit'] as const;
export type EventSource = (typeof eventSources)[number];
