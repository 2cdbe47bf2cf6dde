import { describe, expect, it } from '@jest/globals';
import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { correlationId, currentDeadline, runWork, type Bus } from '@paraph/platform';
import { BusSignatureModule } from './bus-signature-module.js';

/** A bus whose every call ends the same way. */
function bus(ending: object | Error, seen: { deadline?: number | undefined; correlation?: string | undefined } = {}): Pick<Bus, 'call'> {
  const call = async (): Promise<never> => {
    Object.assign(seen, { deadline: currentDeadline(), correlation: correlationId() });
    if (ending instanceof Error) throw ending;
    return ending as never;
  };
  return { call };
}

const credentialId = newId('cred');

/** A bus that keeps what it was asked, and answers this. */
function keeping(reply: object, asked: unknown[]): Pick<Bus, 'call'> {
  return { call: async (call, request): Promise<never> => (asked.push([call.name, call.version, request]), reply as never) };
}

describe('an enrolment', () => {
  const credential = {
    credentialId,
    signerId: newId('sgn'),
    subscriberId: newId('sub'),
    algorithm: 'p256',
    policyId: 'sandbox-seal',
    provider: 'https://idp.example',
  } as const;
  const reply = { enrolmentId: newId('enr'), publicKey: '', multisign: 5, expiresAt: '2027-01-01T00:00:00.000Z' };
  const open = async (more: object): Promise<unknown[]> => {
    const asked: unknown[] = [];
    await new BusSignatureModule(keeping(reply, asked)).openEnrolment({
      ...credential,
      description: 'x',
      state: 'requested',
      version: 1,
      createdAt: new Date(0),
      ...more,
    });
    return asked;
  };

  it('carries the order of a session, which is none of the record', async () => {
    const session = { clientId: newId('cli'), documents: [{ hash: 'AA==', label: 'x' }] };
    const asked: unknown[] = [];
    const record = { ...credential, description: 'x', state: 'requested', version: 1, createdAt: new Date(0), sessionClientId: session.clientId } as const;
    await new BusSignatureModule(keeping(reply, asked)).openEnrolment(record, session);
    expect(asked).toEqual([['openEnrolment', 3, { ...credential, session }]]);
  });

  it('says which credential it replaces', async () => {
    const replaces = newId('cred');
    expect(await open({ replaces })).toEqual([['openEnrolment', 3, { ...credential, renews: { kind: 'rekey', credentialId: replaces } }]]);
  });

  it('of a renewal names the very credential, with its client and its container', async () => {
    const asked: unknown[] = [];
    const where = { orderingClientId: newId('cli'), containerId: newId('ctr') };
    const record = { ...credential, ...where, description: 'x', state: 'active', version: 3, createdAt: new Date(0), replaces: newId('cred') } as const;
    await new BusSignatureModule(keeping(reply, asked)).openRenewal(record, 'update');
    expect(asked).toEqual([['openEnrolment', 3, { ...credential, ...where, renews: { kind: 'update', credentialId } }]]);
  });

  it('names the client whose orders count, where there is one, and nothing else of the record', async () => {
    const orderingClientId = newId('cli');
    expect(await open({ orderingClientId })).toEqual([['openEnrolment', 3, { ...credential, orderingClientId }]]);
    expect(await open({})).toEqual([['openEnrolment', 3, credential]]);
  });
});

describe('a suspension', () => {
  it('goes to the SAM as it was asked, and the state comes back', async () => {
    const asked: unknown[] = [];
    const module = new BusSignatureModule(keeping({ credentialId, state: 'suspended' }, asked));
    await module.suspend(credentialId, { requestedBy: 'operator', reason: 'x' });
    expect(await module.stateOf(credentialId)).toBe('suspended');
    expect(asked).toEqual([
      ['suspendCredential', 2, { credentialId, requestedBy: 'operator', reason: 'x' }],
      ['describeBinding', 1, { credentialId }],
    ]);
  });

  it.each(['credential.unknown', 'credential.state', 'hsm.unavailable', 'record.tampered'] as const)('refused with %s is refused with it', async (code) => {
    await expect(new BusSignatureModule(bus(new ServiceError(code, 'no'))).suspend(credentialId, { requestedBy: 'signer', reason: '' })).rejects.toMatchObject({
      code,
    });
  });
});

describe('a destruction by decision', () => {
  it('names the decision, and says as the SAM says', async () => {
    const [asked, changeId]: [unknown[], string] = [[], newId('chg')];
    await new BusSignatureModule(keeping({ credentialId }, asked)).destroyByDecision(credentialId, changeId);
    expect(asked).toEqual([['destroyByDecision', 1, { credentialId, changeId }]]);
    const refused = new BusSignatureModule(bus(new ServiceError('change.expired', 'late'))).destroyByDecision(credentialId, changeId);
    await expect(refused).rejects.toMatchObject({ code: 'change.expired' });
  });
});

describe('a binding', () => {
  it('answers the certificate’s validity', async () => {
    const reply = { fingerprint: 'x', validFrom: '2027-01-01T00:00:00.000Z', validTo: '2029-01-01T00:00:00.000Z' };
    const validity = { from: new Date(reply.validFrom), to: new Date(reply.validTo) };
    expect(await new BusSignatureModule(bus(reply)).bind(credentialId, 'QQ==')).toEqual({ validity });
    const activationId = newId('act');
    expect(await new BusSignatureModule(bus({ ...reply, activationId })).bind(credentialId, 'QQ==')).toEqual({ validity, activationId });
  });

  it.each<[ErrorCode, ErrorCode]>([
    ['credential.unknown', 'enrolment.unknown'],
    ['credential.state', 'enrolment.state'],
    ['credential.certificate_mismatch', 'credential.certificate_mismatch'],
    ['hsm.unavailable', 'hsm.unavailable'],
  ])('refused with %s is refused with %s', async (code, told) => {
    const refused = new BusSignatureModule(bus(new ServiceError(code, 'no'))).bind(credentialId, 'QQ==');
    await expect(refused).rejects.toMatchObject({ code: told });
  });
});

describe('a destruction', () => {
  it('of no key ends well', async () => {
    await new BusSignatureModule(bus(new ServiceError('credential.unknown', 'none'))).destroyKey(credentialId);
  });

  it.each(['credential.state', 'hsm.unavailable', 'service.unavailable'] as const)('refused with %s does not', async (code) => {
    await expect(new BusSignatureModule(bus(new ServiceError(code, 'no'))).destroyKey(credentialId)).rejects.toMatchObject({ code });
  });

  it('does not end with the deadline of the work at hand, and keeps its correlation', async () => {
    const seen = {};
    await runWork({ correlationId: 'correlation-1', deadline: 1 }, () => new BusSignatureModule(bus({}, seen)).destroyKey(credentialId));
    expect(seen).toEqual({ deadline: undefined, correlation: 'correlation-1' });
  });
});
