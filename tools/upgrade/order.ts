import { calls } from '@paraph/contracts';

/**
 * In which order services are replaced: who is asked before who asks, as far as they do not ask each other. An older service refuses a request with a
 * member that it does not know, so that whoever might send one comes later; events and replies may have more than the reader knows.
 */
export const order = ['courier', 'audit', 'sam', 'ca-connector', 'key-lifecycle', 'identity', 'approval', 'gateway', 'management'] as const;

/** The name of a service that is replaced. */
export type Replaced = (typeof order)[number];

/** Calls whose caller is new while the called is still the one of before: a new member in one of these needs a new version of the call. */
export function askedTooEarly(): readonly string[] {
  const places = new Map<string, number>(order.map((name, place) => [name, place]));
  const place = (name: string): number => places.get(name) ?? -1;
  return calls.flatMap(({ service, name, callers }) =>
    callers.filter((caller) => place(caller) < place(service)).map((caller) => `${caller} → ${service}.${name}`),
  );
}
