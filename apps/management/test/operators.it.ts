import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { managementEndpoints, ServiceError, trustRoles, type Endpoint, type EndpointName, type QuorumAct, type TrustRole } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { actRights, rights, type Who } from '../src/domain/rights.js';
import { FakeOperators } from './fake-operators.js';
import { BOOTSTRAP_TOKEN, runManagement, type RunningManagement } from './running-management.js';

let management: RunningManagement;
let operators: FakeOperators;
beforeAll(async () => {
  operators = new FakeOperators();
  management = await runManagement({ operators });
});
afterAll(() => management?.stop());
beforeEach(() => {
  operators.failure = undefined;
  operators.reports.length = operators.told.length = management.register.told.length = management.proposals.told.length = 0;
});

interface Asked {
  readonly token?: string;
  readonly body?: unknown;
  readonly at?: RunningManagement;
}

async function ask(method: string, path: string, { token, body, at = management }: Asked = {}): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${at.origin}/management/v1/${path}`, {
    method,
    headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse((await response.text()) || '{}') as Record<string, unknown> };
}

const subscriber = { body: { name: 'Example' } };
const everyEndpoint = Object.entries(managementEndpoints) as [EndpointName, Endpoint][];
const whoMay = (name: EndpointName): Who => rights[name];
/** An address of an endpoint; what stands in braces is of no account before the gate. */
const somewhere = ({ path }: Endpoint): string => path.replaceAll(/\{\w+\}/g, 'x');

describe('the roles of an operator', () => {
  // Whoever is let in is told of the empty request (400) or of what is not there; whoever is not, of the roles (403).
  const outcome = async ([, { method, ...endpoint }]: [EndpointName, Endpoint], token?: string) =>
    (await ask(method, somewhere({ method, ...endpoint }), { ...(token === undefined ? {} : { token }), ...(method === 'POST' ? { body: {} } : {}) })).status;

  it.each(trustRoles)('open what the table gives to %s, and nothing else', async (role: TrustRole) => {
    for (const entry of everyEndpoint.filter(([name]) => whoMay(name) !== 'anybody' && name !== 'signOut')) {
      const who = whoMay(entry[0]);
      const may = who === 'every-operator' || (who !== 'anybody' && who.includes(role));
      const status = await outcome(entry, operators.session(role).token);
      expect([entry[0], status === 403]).toEqual([entry[0], !may]);
    }
  });

  it('that are none open what every operator may, and nothing else', async () => {
    for (const entry of everyEndpoint.filter(([name]) => typeof whoMay(name) !== 'string'))
      expect([entry[0], await outcome(entry, operators.session().token)]).toEqual([entry[0], 403]);
    expect((await ask('GET', 'me', operators.session())).status).toBe(200);
  });

  it('are asked of everybody but for the sign-in itself', async () => {
    for (const entry of everyEndpoint.filter(([name]) => whoMay(name) !== 'anybody')) expect([entry[0], await outcome(entry)]).toEqual([entry[0], 401]);
    const anybody = everyEndpoint.filter(([name]) => whoMay(name) === 'anybody').map(([name]) => name);
    expect(anybody.sort()).toEqual(['acceptInvitation', 'approveSignIn', 'beginSignIn', 'describeSignIn', 'openInvitation', 'redeemSignIn']);
  });

  it('that do not cover it leave nothing behind but the refusal, with who it was', async () => {
    const { token, operatorId } = operators.session('auditor');
    expect(await ask('POST', 'subscribers', { token, ...subscriber })).toMatchObject({ status: 403, body: { code: 'operator.forbidden' } });
    expect(management.register.told).toEqual([]);
    expect(operators.reports).toEqual([{ by: operatorId, endpoint: 'createSubscriber', outcome: 'refused', cause: 'roles: auditor' }]);
  });

  it('that cover it have the act recorded before it is done', async () => {
    const { token, operatorId } = operators.session('application-manager');
    expect(await ask('POST', 'subscribers', { token, ...subscriber })).toMatchObject({ status: 201 });
    expect(operators.reports).toEqual([{ by: operatorId, endpoint: 'createSubscriber', outcome: 'admitted' }]);
    expect(management.register.told).toHaveLength(1);
  });

  it('do not open by another spelling of an address, a HEAD request or an unknown address', async () => {
    const { token } = operators.session('auditor');
    expect((await ask('POST', '../v1/subscribers', { token, ...subscriber })).status).toBe(403);
    expect((await ask('POST', 'subscribers/', { token, ...subscriber })).status).not.toBe(201);
    expect((await ask('POST', '%73ubscribers', { token, ...subscriber })).status).toBe(403);
    expect((await fetch(`${management.origin}/management/v1/subscribers`, { method: 'HEAD' })).status).toBe(401);
    expect((await ask('POST', 'nothing', { token, ...subscriber })).status).toBe(404);
    expect(management.register.told).toEqual([]);
  });
});

describe('an act that is put before the quorum', () => {
  const acts: Partial<Record<QuorumAct['act'], QuorumAct>> = {
    'limit-client': { act: 'limit-client', clientId: newId('cli'), multisign: 3 },
    'resume-credential': { act: 'resume-credential', credentialId: newId('cred') },
    'end-authority': { act: 'end-authority', authority: 'issuing', reason: 'The service ends.' },
    'grant-role': { act: 'grant-role', operatorId: newId('opr'), operatorName: 'Olivia', role: 'security-officer' },
  };

  it.each(Object.entries(acts))('%s is proposed by those whose role it is, and by no others', async (name, act) => {
    const allowed: readonly TrustRole[] = actRights[name as QuorumAct['act']];
    for (const role of trustRoles) {
      const { status, body } = await ask('POST', 'proposals', { token: operators.session(role).token, body: { act } });
      expect([role, status, body['code']]).toEqual(allowed.includes(role) ? [role, 201, undefined] : [role, 403, 'operator.forbidden']);
    }
    expect(management.proposals.told).toHaveLength(allowed.length);
  });

  it('gives no role that may not stand beside another: nobody is called to approve it', async () => {
    const act = { act: 'grant-role', operatorId: newId('opr'), operatorName: 'Olivia', role: 'auditor' };
    const answer = await ask('POST', 'proposals', { token: operators.session('security-officer').token, body: { act } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'role.forbidden' } });
    expect(management.proposals.told).toEqual([]);
  });
});

describe('a right that was withdrawn', () => {
  it('counts no more within a second, and a session that ended opens nothing', async () => {
    const { token, withdraw } = operators.session('application-manager');
    expect((await ask('POST', 'subscribers', { token, ...subscriber })).status).toBe(201);
    withdraw();
    const withdrawnAt = Date.now();
    let status = 201;
    while (status === 201 && Date.now() - withdrawnAt < 30_000) ({ status } = await ask('POST', 'subscribers', { token, ...subscriber }));
    expect(status).toBe(401);
    // Whatever was asked a second after the withdrawal was refused; the machine's own slowness is none of ours.
    const late = operators.reports.length;
    expect((await ask('POST', 'subscribers', { token, ...subscriber })).status).toBe(401);
    expect(operators.reports).toHaveLength(late);
  });

  it('by signing out counts no more at once', async () => {
    const { token } = operators.session('application-manager');
    expect((await ask('GET', 'me', { token })).status).toBe(200);
    expect((await ask('DELETE', 'me', { token })).status).toBe(200);
    expect((await ask('GET', 'me', { token })).status).toBe(401);
  });

  it('counts as over where identity does not answer', async () => {
    const { token } = operators.session('application-manager');
    operators.failure = new ServiceError('service.unavailable', 'identity is away');
    expect(await ask('POST', 'subscribers', { token, ...subscriber })).toMatchObject({ status: 503 });
    expect(management.register.told).toEqual([]);
  });
});

describe('the bootstrap token', () => {
  it('opens everything until there is a security officer, and nothing afterwards', async () => {
    const own = new FakeOperators();
    const at = await runManagement({ operators: own });
    try {
      expect((await ask('POST', 'subscribers', { token: BOOTSTRAP_TOKEN, at, ...subscriber })).status).toBe(201);
      expect(own.reports).toMatchObject([{ by: 'bootstrap', endpoint: 'createSubscriber' }]);
      own.founded = true;
      const foundedAt = Date.now();
      let status = 201;
      while (status === 201 && Date.now() - foundedAt < 30_000) ({ status } = await ask('POST', 'subscribers', { token: BOOTSTRAP_TOKEN, at, ...subscriber }));
      expect(status).toBe(401);
      // For good: nothing that identity says later opens it again.
      own.founded = false;
      expect((await ask('POST', 'subscribers', { token: BOOTSTRAP_TOKEN, at, ...subscriber })).status).toBe(401);
      expect((await ask('GET', 'me', { token: own.session('auditor').token, at })).status).toBe(200);
    } finally {
      await at.stop();
    }
  });

  it('opens nothing while identity does not say whether there is one', async () => {
    const own = new FakeOperators();
    own.failure = new ServiceError('service.unavailable', 'identity is away');
    const at = await runManagement({ operators: own });
    try {
      expect((await ask('GET', 'me', { token: BOOTSTRAP_TOKEN, at })).status).toBe(503);
    } finally {
      await at.stop();
    }
  });

  it('goes on where the setting says so', async () => {
    const own = new FakeOperators();
    own.founded = true;
    const at = await runManagement({ operators: own, bootstrap: 'always' });
    try {
      expect(await ask('GET', 'me', { token: BOOTSTRAP_TOKEN, at })).toMatchObject({ status: 200, body: { operatorId: 'bootstrap' } });
    } finally {
      await at.stop();
    }
  });
});

describe('secrets', () => {
  it('of a device, a session and an invitation are told to identity as digests', async () => {
    const { body: begun } = await ask('POST', 'sign-ins', { body: {} });
    const { body: session } = await ask('POST', 'sign-ins/session', { body: { deviceSecret: begun['deviceSecret'] } });
    expect(begun).toMatchObject({ code: 'BCDF-GHJK', signInUrl: 'http://management.localhost:4200/sign-in/BCDF-GHJK' });
    expect(session).toMatchObject({ state: 'open', name: 'Olivia', token: expect.stringMatching(/^[\w-]{43}$/) });
    const told = JSON.stringify(operators.told);
    for (const secret of [begun['deviceSecret'], session['token']]) expect(told).not.toContain(String(secret));
  });

  it('of an invitation stand behind the # of its address', async () => {
    const body = { name: 'Olivia', account: { issuer: 'https://idp.example', subject: 'olivia' } };
    const answer = await ask('POST', 'operators', { token: operators.session('security-officer').token, body });
    expect(answer).toMatchObject({ status: 201, body: { invitationUrl: `http://management.localhost:4200/invitation#${'i'.repeat(43)}` } });
    expect(answer.body).not.toHaveProperty('invitation');
  });

  it.each([{}, { deviceSecret: 'short' }, { deviceSecret: 'x'.repeat(43), more: 1 }])('of no form are refused: %j', async (body) => {
    expect((await ask('POST', 'sign-ins/session', { body })).status).toBe(400);
    expect(operators.told).toEqual([]);
  });
});
