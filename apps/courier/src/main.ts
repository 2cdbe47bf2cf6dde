import { boot } from '@paraph/platform';
import { courier } from './courier.module.js';

await boot(courier);
