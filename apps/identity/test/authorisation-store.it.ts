import { afterAll, beforeAll } from '@jest/globals';
import { Outbox, rows } from '@paraph/platform';
import { PostgresAuthorisationStore } from '../src/adapters/postgres-authorisation-store.js';
import { authorisationStoreSuite } from './authorisation-store.suite.js';
import { clock, runIdentity, type RunningIdentity } from './running-identity.js';
import { Sca } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
});
afterAll(() => identity?.stop());

authorisationStoreSuite(async () => ({
  store: new PostgresAuthorisationStore(identity.database, new Outbox('identity', identity.database, clock)),
  clientId: sca.clientId,
  signerId: sca.signerId,
  countEvents: async () => Number((await rows<{ count: string }>(identity.database, `SELECT count(*) AS count FROM event_outbox`))[0]?.count),
}));
