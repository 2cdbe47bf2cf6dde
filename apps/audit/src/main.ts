import { boot } from '@paraph/platform';
import { auditConfig } from './audit.config.js';
import { AuditModule } from './audit.module.js';
import { EventLog } from './domain/event-log.js';
import { closeGate } from './transport/gate.js';

await boot({
  config: auditConfig,
  module: (config) => AuditModule.around(config),
  prepare: closeGate,
  findMissing: (app) => (after, upTo) => app.get(EventLog).missing('audit', after, upTo),
});
