import { boot } from '@paraph/platform';
import { approval } from './approval.module.js';

await boot(approval);
