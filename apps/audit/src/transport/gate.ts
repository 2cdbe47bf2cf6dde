import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { auditEndpoints, ServiceError } from '@paraph/contracts';
import { closeGate as close } from '@paraph/platform';
import { AdmitReader } from '../domain/readers/admit-reader.js';
import { keepReader } from './asking-reader.js';
import { consoleRoutes } from './console/console.controller.js';
import { RefusalCount } from './refusal-count.js';
import { ROOT } from './serves.js';

/** Lets nobody in who may not ask what they ask, before a body is read. Who is not let in is counted. */
export function closeGate(app: NestFastifyApplication): void {
  const [admission, refusals] = [app.get(AdmitReader), app.get(RefusalCount)];
  close(app, {
    root: ROOT,
    endpoints: auditEndpoints,
    openRoutes: consoleRoutes,
    refusal: 'reader-refused',
    admit: async (authorization, endpoint) => {
      try {
        return await admission.run(authorization, endpoint);
      } catch (error) {
        if (error instanceof ServiceError && error.code.startsWith('operator.')) await refusals.add();
        throw error;
      }
    },
    keep: keepReader,
  });
}
