import { migrate } from '@paraph/platform/migration';
import { migrations } from './adapters/migrations/migrations.js';

await migrate('audit', migrations);
