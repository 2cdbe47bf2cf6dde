import { boot } from '@paraph/platform';
import { management } from './management.module.js';

await boot(management);
