/** `@paraph/platform/migration`: what a service's migration command needs. It loads neither Nest nor the bus. */
export { migrate } from './database/migrate.js';
export { createOutbox } from './events/outbox-table.js';
export { createRounds } from './rounds/round-table.js';
