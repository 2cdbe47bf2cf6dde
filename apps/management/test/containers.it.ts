import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { FakeOperators } from './fake-operators.js';
import { runManagement, type RunningManagement } from './running-management.js';

let management: RunningManagement;
const operators = new FakeOperators();
beforeAll(async () => {
  management = await runManagement({ operators });
});
afterAll(() => management?.stop());
beforeEach(() => {
  management.register.authentication = 'private_key_jwt';
  management.containers.kept.length = management.containers.stopped.length = management.proposals.told.length = 0;
});

const token = (role: Parameters<FakeOperators['session']>[0]) => operators.session(role).token;

async function ask(method: string, path: string, by: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${management.origin}/management/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${by}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse((await response.text()) || '{}') as Record<string, unknown> };
}

const wanted = () => ({
  subscriberId: management.register.subscriberId,
  clientId: management.register.clientId,
  name: 'Invoices',
  limits: { perDay: 500, hours: { from: 8, to: 18 } },
});

describe('containers', () => {
  it('are written down and put before the quorum in one', async () => {
    const asked = { ...wanted(), delegation: { to: 'Paraph operations', reference: 'contract 12' } };
    const made = await ask('POST', 'containers', token('application-manager'), asked);
    expect(made).toMatchObject({
      status: 201,
      body: { container: { ...asked, state: 'proposed' }, proposal: { approvalUrl: expect.stringContaining('#statement=') } },
    });
    const [container] = management.containers.kept;
    const { subscriberId: _subscriber, ...act } = asked;
    expect(management.proposals.told).toEqual([{ act: 'open-container', containerId: container?.containerId, ...act }]);
  });

  it('are found, stopped and looked at again', async () => {
    await ask('POST', 'containers', token('security-officer'), wanted());
    const [container] = management.containers.kept;
    const at = `containers/${container?.containerId}`;
    expect(await ask('GET', 'containers', token('auditor'))).toMatchObject({ status: 200, body: { containers: [container] } });
    expect(await ask('GET', at, token('auditor'))).toMatchObject({ status: 200, body: { name: 'Invoices' } });
    expect((await ask('POST', `${at}/suspension`, token('revocation-officer'), { reason: 'called by phone' })).body).toMatchObject({ state: 'suspended' });
    expect(management.containers.stopped).toEqual([{ containerId: container?.containerId, reason: 'called by phone' }]);
    expect((await ask('POST', `${at}/refresh`, token('security-officer'))).body).toMatchObject({ state: 'open' });
  });

  it('are proposed to be closed, by whoever may propose to open one, for a reason', async () => {
    await ask('POST', 'containers', token('security-officer'), wanted());
    const [container] = management.containers.kept;
    const at = `containers/${container?.containerId}/closure`;
    const reason = 'The customer ended the contract.';
    management.proposals.told.length = 0;
    for (const role of ['auditor', 'revocation-officer', 'registration-officer'] as const)
      expect((await ask('POST', at, token(role), { reason })).body).toMatchObject({ code: 'operator.forbidden' });
    for (const body of [{}, { reason: 'short' }, { reason, force: true }]) expect((await ask('POST', at, token('security-officer'), body)).status).toBe(400);
    expect((await ask('POST', 'containers/ctr_1/closure', token('security-officer'), { reason })).status).toBe(400);
    expect(management.proposals.told).toEqual([]);
    const made = await ask('POST', at, token('hsm-administrator'), { reason });
    expect(made).toMatchObject({ status: 201, body: { state: 'open', approvalUrl: expect.stringContaining('#statement=') } });
    expect(made.body).not.toHaveProperty('statement');
    expect(management.proposals.told).toEqual([{ act: 'close-container', containerId: container?.containerId, reason }]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['no count of a day', { limits: {} }],
    ['a count of nothing', { limits: { perDay: 0 } }],
    ['an hour that is none', { limits: { perDay: 1, hours: { from: 8, to: 25 } } }],
    ['a client that is none', { clientId: 'cli_1' }],
    ['half a delegation', { delegation: { to: 'Paraph operations' } }],
  ])('are not proposed with %s', async (_what, change) => {
    expect((await ask('POST', 'containers', token('security-officer'), { ...wanted(), ...change })).status).toBe(400);
    expect(management.proposals.told).toEqual([]);
    expect(management.containers.kept).toEqual([]);
  });

  it('are not proposed for an application that proves itself by a secret, or belongs to somebody else', async () => {
    management.register.authentication = 'client_secret';
    expect((await ask('POST', 'containers', token('security-officer'), wanted())).status).toBe(400);
    management.register.authentication = 'self_signed_tls_client_auth';
    expect((await ask('POST', 'containers', token('security-officer'), { ...wanted(), subscriberId: newId('sub') })).body).toMatchObject({
      code: 'client.unknown',
    });
    expect(management.containers.kept).toEqual([]);
    expect((await ask('POST', 'containers', token('security-officer'), wanted())).status).toBe(201);
  });

  it('are not there for the asking', async () => {
    expect((await ask('GET', `containers/${newId('ctr')}`, token('auditor'))).status).toBe(404);
    expect((await ask('POST', `containers/${newId('ctr')}/suspension`, token('security-officer'), { reason: 'x' })).status).toBe(404);
    expect((await ask('POST', 'containers', token('auditor'), wanted())).status).toBe(403);
  });
});
