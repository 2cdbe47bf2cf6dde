import { boot } from '@paraph/platform';
import { gateway } from './gateway.module.js';

await boot(gateway);
