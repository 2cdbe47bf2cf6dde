import type { EventMeaning } from './matters.js';

/** What every process with an outbox records of itself. */
export const ofEveryService = {
  'service-started': ['service', 'The process serves; with its version and a digest of its settings.'],
  'service-stopped': ['service', 'The process ends in an orderly way.'],
  heartbeat: ['logging', 'Nothing else happened for a while: the source is there, and its silence would mean something.'],
} as const satisfies Record<string, EventMeaning>;
