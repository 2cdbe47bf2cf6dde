import { boot } from '@paraph/platform';
import { samConfig } from './sam.config.js';
import { samModule } from './sam.module.js';

await boot({ config: samConfig, module: samModule });
