import { boot } from '@paraph/platform';
import { identity } from './identity.module.js';

await boot(identity);
