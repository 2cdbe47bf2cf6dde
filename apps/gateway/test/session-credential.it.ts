import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { certificatePair } from './certificate-builder.js';
import { HttpGateway } from './http-gateway.js';
import { aCredential, aliceEc, client, clientBearer, credentialBearer, otherClient, personBearer } from './people.js';

const LATER = '2099-01-01T00:00:00.000Z';
let gateway: HttpGateway;

beforeAll(async () => {
  gateway = await new HttpGateway().open();
  const { known } = gateway.tokens;
  known.set('OWN', { state: 'active', bearer: clientBearer() });
  known.set('SAD', { state: 'active', bearer: credentialBearer('SAD') });
  known.set('OTHER', { state: 'active', bearer: clientBearer({ clientId: otherClient }) });
  known.set('PERSON', { state: 'active', bearer: personBearer({ clientId: otherClient }) });
  gateway.directory.sessions.set(aliceEc, client);
  const certificates = await certificatePair([{ C: ['FR'] }]);
  gateway.directory.credentials.push(aCredential({ state: 'destroyed', certificates, validTo: LATER }));
});
afterAll(() => gateway.close());

const info = (token: string) => gateway.post('credentials/info', { credentialID: aliceEc, certificates: 'single' }, { token });

it.each(['OWN', 'SAD'])('a one-session credential whose key is gone still has its certificate, for %s of its own client', async (token) => {
  const { status, body } = await info(token);
  expect([status, body]).toMatchObject([200, { key: { status: 'disabled' }, cert: { status: 'valid', certificates: [expect.any(String)] } }]);
});

it.each(['OTHER', 'PERSON'])('it is not there for another client: %s', async (token) => {
  expect(await info(token)).toMatchObject({ status: 400, body: { error: 'invalid_request', error_description: 'Invalid parameter credentialID' } });
});
