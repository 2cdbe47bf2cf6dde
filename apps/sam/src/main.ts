import { boot } from '@paraph/platform';
import { samConfig } from './sam.config.js';
import { samModule } from './sam.module.js';
import { steadyClock } from './time.wiring.js';

await boot({ config: samConfig, module: samModule, clock: steadyClock });
