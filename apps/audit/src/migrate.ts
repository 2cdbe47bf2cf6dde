import { migrate } from '@paraph/platform/migration';
import { EventLog1763600000000 } from './adapters/migrations/1763600000000-event-log.js';

await migrate('audit', [EventLog1763600000000]);
