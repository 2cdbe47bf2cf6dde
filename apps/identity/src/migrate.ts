import { migrate } from '@paraph/platform/migration';
import { Identity1763600000000 } from './adapters/migrations/1763600000000-identity.js';

await migrate('identity', [Identity1763600000000]);
