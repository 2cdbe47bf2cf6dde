import { boot } from '@paraph/platform';
import { auditConfig } from './audit.config.js';
import { AuditModule } from './audit.module.js';

await boot({ config: auditConfig, module: (config) => AuditModule.around(config) });
