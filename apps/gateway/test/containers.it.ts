import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { HttpGateway, wire } from './http-gateway.js';
import { client, personBearer } from './people.js';

const containerId = `ctr_${'c'.repeat(22)}`;
const path = `/paraph/v1/containers/${containerId}/suspend`;

let gateway: HttpGateway;
const suspend = (body: object = {}, token = 'C', at = path) => gateway.send(at, body, { token });

beforeAll(async () => {
  gateway = await new HttpGateway().open();
  const { signerId: _signerId, ...own } = personBearer();
  gateway.tokens.known.set('C', { state: 'active', bearer: own });
  gateway.tokens.known.set('T', { state: 'active', bearer: personBearer() });
});
afterAll(() => gateway.close());
beforeEach(() => gateway.reset());

describe('a customer stops its own container', () => {
  it('by a token of its own, with a reason if it likes', async () => {
    expect(await suspend({ reason: 'key of the application was lost' })).toMatchObject({ status: 200, body: { containerID: containerId, state: 'suspended' } });
    expect((await suspend()).status).toBe(200);
    expect(gateway.core.containers.stopped).toEqual([
      { containerId, clientId: client, reason: 'key of the application was lost' },
      { containerId, clientId: client, reason: 'by the customer' },
    ]);
  });

  it.each<[string, () => Promise<unknown>, object]>([
    ['without a token', () => gateway.send(path, {}), { status: 400 }],
    ['with a token nobody gave', () => suspend({}, 'X'), wire(401, 'invalid_token', expect.any(String))],
    ['with a token for one of its people', () => suspend({}, 'T'), wire(403, 'insufficient_scope', expect.any(String))],
    ['by GET', () => gateway.send(path, undefined, { token: 'C', verb: 'GET' }), { status: 405 }],
    ['by a name that is no container', () => suspend({}, 'C', '/paraph/v1/containers/all/suspend'), wire(404, 'invalid_request', 'Unknown container')],
    ['with a reason that is no text', () => suspend({ reason: 7 }), wire(400, 'invalid_request', 'Invalid parameter reason')],
    ['with a reason without end', () => suspend({ reason: 'x'.repeat(201) }), wire(400, 'invalid_request', 'Invalid parameter reason')],
    ['for anything else', () => suspend({}, 'C', `/paraph/v1/containers/${containerId}/resume`), wire(404, 'invalid_request', 'Unknown method')],
  ])('not %s', async (_what, ask, expected) => {
    expect(await ask()).toMatchObject(expected);
    expect(gateway.core.containers.stopped).toEqual([]);
  });

  it.each<[ErrorCode, number]>([
    ['container.unknown', 404],
    ['container.state', 409],
    ['hsm.unavailable', 503],
    ['record.tampered', 500],
  ])('and is told what %s is, in no words from behind', async (code, status) => {
    gateway.core.containers.failure = new ServiceError(code, 'own words');
    const answer = await suspend();
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('own words');
  });
});
