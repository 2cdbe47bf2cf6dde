import { boot } from '@paraph/platform';
import { keyLifecycle } from './key-lifecycle.module.js';

await boot(keyLifecycle);
