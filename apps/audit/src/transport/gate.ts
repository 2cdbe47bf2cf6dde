import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { auditEndpoints, ServiceError } from '@paraph/contracts';
import { closeGate as close } from '@paraph/platform';
import { PROOF_ALGORITHMS } from '@paraph/platform/possession';
import { AdmitReader } from '../domain/readers/admit-reader.js';
import { keepReader } from './asking-reader.js';
import { consoleRoutes } from './console/console.controller.js';
import { ReadingLimits } from './reading-limits.js';
import { RefusalCount } from './refusal-count.js';
import { ROOT } from './serves.js';

/** Lets nobody in who may not ask what they ask, or asks too often, before a body is read. Who is not let in is counted. */
export function closeGate(app: NestFastifyApplication): void {
  const [admission, limits, refusals] = [app.get(AdmitReader), app.get(ReadingLimits), app.get(RefusalCount)];
  close(app, {
    root: ROOT,
    endpoints: auditEndpoints,
    openRoutes: consoleRoutes,
    refusal: 'reader-refused',
    challenge: `Bearer, DPoP ${PROOF_ALGORITHMS}`,
    admit: async (authorization, endpoint, request) => {
      try {
        const reader = await admission.run(authorization, endpoint, request);
        if (reader !== undefined) limits.checkRequest(reader);
        return reader;
      } catch (error) {
        if (error instanceof ServiceError && error.code.startsWith('operator.')) await refusals.add();
        throw error;
      }
    },
    keep: keepReader,
  });
}
