import { migrate } from '@paraph/platform';
import { migrations } from './adapters/migrations/migrations.js';

await migrate('sam', migrations);
