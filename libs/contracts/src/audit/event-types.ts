import type { EventSource } from '../services.js';
import { auditEvents } from './events/audit.js';
import { caConnectorEvents } from './events/ca-connector.js';
import { identityEvents } from './events/identity.js';
import { keyLifecycleEvents } from './events/key-lifecycle.js';
import type { EventMeaning } from './events/matters.js';
import { samEvents } from './events/sam.js';

/**
 * The closed catalogue of events by source (AUD-01). Adding a type is adding a row there, with what it is about; a service cannot record another's.
 */
export const eventCatalogue = {
  identity: identityEvents,
  sam: samEvents,
  'key-lifecycle': keyLifecycleEvents,
  'ca-connector': caConnectorEvents,
  audit: auditEvents,
} as const satisfies Record<EventSource, Record<string, EventMeaning>>;

type Catalogue = typeof eventCatalogue;

/** The types of event a source may record. */
export type EventType<Source extends EventSource> = keyof Catalogue[Source] & string;

/** The names of the catalogue by source. */
// The keys of an object that is written above are those of its type.
export const eventTypes = Object.fromEntries(Object.entries(eventCatalogue).map(([source, types]) => [source, Object.keys(types)])) as unknown as {
  readonly [Source in EventSource]: readonly EventType<Source>[];
};
