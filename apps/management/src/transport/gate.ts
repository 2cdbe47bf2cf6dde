import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { managementEndpoints } from '@paraph/contracts';
import { closeGate as close } from '@paraph/platform';
import type { AdmitOperator } from '../domain/operators/admit-operator.js';
import { keepAdmitted } from './acting-operator.js';
import { pageRoutes } from './pages/page-routes.js';
import { ROOT } from './serves.js';

/** Lets nobody in who may not ask what they ask, before a body is read. */
export function closeGate(app: NestFastifyApplication, admit: AdmitOperator): void {
  close(app, {
    root: ROOT,
    endpoints: managementEndpoints,
    openRoutes: pageRoutes,
    refusal: 'operator-refused',
    admit: (authorization, endpoint) => admit.run(authorization, endpoint),
    keep: keepAdmitted,
  });
}
