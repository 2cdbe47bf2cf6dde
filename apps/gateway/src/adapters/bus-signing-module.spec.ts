import { describe, expect, it } from '@jest/globals';
import { ServiceError, type Call } from '@paraph/contracts';
import { newId, Secret } from '@paraph/kernel';
import { Unanswered, type Bus } from '@paraph/platform';
import { inspect } from 'node:util';
import { alice, aliceEc, client } from '../../test/people.js';
import { RefusedBySam, type ExplicitRequest, type SigningOrder } from '../domain/signing-module.js';
import { BusSigningModule } from './bus-signing-module.js';

/** Answers each call with the next item: signatures, another reply, or an error to throw. */
class ScriptedBus implements Pick<Bus, 'call'> {
  readonly requests: unknown[] = [];
  readonly calls: string[] = [];

  constructor(private readonly script: (readonly string[] | object | Error)[]) {}

  call = async (call: Call, request: unknown): Promise<never> => {
    // As the real one does, before anything is sent.
    call.request.parse(request);
    this.calls.push(call.name);
    this.requests.push(request);
    const next = this.script.shift();
    if (next instanceof Error) throw next;
    return (Array.isArray(next) ? { signatures: next } : next) as never;
  };
}

const order: SigningOrder = {
  attemptId: newId('att'),
  sad: new Secret('sad_x'),
  clientId: client,
  credentialId: aliceEc,
  hashes: [Uint8Array.of(1, 2, 3)],
  signAlgorithmOid: '1.2.840.10045.4.3.2',
};
const unavailable = new ServiceError('service.unavailable', 'sam is not there');
const unanswered = new Unanswered('deadline.exceeded', 'sam did not answer in time');
const late = new ServiceError('deadline.exceeded', 'sam did not answer in time');

describe('an order to the SAM', () => {
  it('is sent once and its signatures are decoded', async () => {
    const bus = new ScriptedBus([['UQ==']]);
    expect(await new BusSigningModule(bus).sign(order)).toEqual([Uint8Array.of(0x51)]);
    expect(bus.requests).toMatchObject([{ sad: 'sad_x', hashes: ['AQID'], attemptId: order.attemptId }]);
  });

  it('carries the parameters of its algorithm, if it has some', async () => {
    const bus = new ScriptedBus([['UQ=='], ['UQ==']]);
    await new BusSigningModule(bus).sign({ ...order, signAlgorithmParameters: Uint8Array.of(0x30, 0) });
    await new BusSigningModule(bus).sign(order);
    expect(bus.requests[0]).toMatchObject({ signAlgorithmParameters: 'MAA=' });
    expect(bus.requests[1]).not.toHaveProperty('signAlgorithmParameters');
  });

  it.each([[unavailable], [late]])('is repeated once, unchanged, after %s', async (failure) => {
    const bus = new ScriptedBus([failure, ['UQ==']]);
    expect(await new BusSigningModule(bus).sign(order)).toEqual([Uint8Array.of(0x51)]);
    expect(bus.requests).toEqual([bus.requests[0], bus.requests[0]]);
  });

  it('is not sent a third time', async () => {
    const bus = new ScriptedBus([unavailable, late, ['UQ==']]);
    await expect(new BusSigningModule(bus).sign(order)).rejects.toBe(late);
    expect(bus.requests).toHaveLength(2);
  });

  it.each([
    ['a request that nobody answered, and a SAM that is away', [unanswered, unavailable], 'hsm.ambiguous'],
    ['a SAM that is away, and a request that nobody answered', [unavailable, unanswered], 'hsm.ambiguous'],
    ['a SAM that is away both times: nothing of it was heard', [unavailable, unavailable], 'service.unavailable'],
    ['a request that nobody answered, and what the SAM knows of it', [unanswered, new ServiceError('sad.spent', 'spent')], 'sad.spent'],
  ] as const)('has the outcome that is known of it: %s', async (_what, script, code) => {
    await expect(new BusSigningModule(new ScriptedBus([...script])).sign(order)).rejects.toMatchObject({ code });
  });

  it.each(['sad.spent', 'hsm.ambiguous', 'hsm.unavailable', 'internal'] as const)('is not repeated after %s', async (code) => {
    const bus = new ScriptedBus([new ServiceError(code, 'no', { retryAfter: 3 }), ['UQ==']]);
    const refused = new BusSigningModule(bus).sign(order);
    await expect(refused).rejects.toMatchObject({ code, retryAfter: 3 });
    await expect(refused).rejects.toBeInstanceOf(RefusedBySam);
    expect(bus.requests).toHaveLength(1);
  });

  it('is not repeated after a bug', async () => {
    const bus = new ScriptedBus([new TypeError('bug'), ['UQ==']]);
    await expect(new BusSigningModule(bus).sign(order)).rejects.toThrow(TypeError);
    expect(bus.requests).toHaveLength(1);
  });

  it('takes its proof of possession along, the same one when it is repeated', async () => {
    const bus = new ScriptedBus([late, ['UQ==']]);
    const proof = { method: 'POST', url: 'https://gateway.example/csc/v2/signatures/signHash' };
    await new BusSigningModule(bus).sign({ ...order, proof: { ...proof, proof: new Secret('a.b.c') } });
    expect(bus.requests).toHaveLength(2);
    expect(bus.requests[0]).toMatchObject({ attemptId: order.attemptId, proof: { ...proof, proof: 'a.b.c' } });
    expect(bus.requests[1]).toEqual(bus.requests[0]);
  });

  it('without a proof takes none', async () => {
    const bus = new ScriptedBus([['UQ==']]);
    await new BusSigningModule(bus).sign(order);
    expect(bus.requests[0]).not.toHaveProperty('proof');
  });

  it('is not answered by fewer signatures than hashes', async () => {
    await expect(new BusSigningModule(new ScriptedBus([[]])).sign(order)).rejects.toThrow('another number');
  });
});

describe('an explicit authorisation', () => {
  const PIN = '471125';
  const request: ExplicitRequest = {
    clientId: client,
    signerId: alice,
    credentialId: aliceEc,
    hashes: [Uint8Array.of(1, 2, 3)],
    hashAlgorithmOid: '2.16.840.1.101.3.4.2.1',
    numSignatures: 1,
    authData: [{ id: 'PIN', value: new Secret(PIN) }],
  };
  const expiresAt = '2027-03-01T09:05:00.000Z';

  it('is asked of the SAM, without labels, and its SAD is what the client will send', async () => {
    const bus = new ScriptedBus([{ state: 'authorised', sad: 'a.b.c', expiresAt }]);
    const issued = await new BusSigningModule(bus).authorise(request);
    expect(issued).toEqual({ state: 'authorised', token: expect.any(Secret), expiresAt: new Date(expiresAt) });
    expect(issued.state === 'authorised' && issued.token.reveal()).toBe('sad_a.b.c');
    expect(bus.calls).toEqual(['authorise']);
    const { hashes: _, ...rest } = request;
    expect(bus.requests).toEqual([{ ...rest, documents: [{ hash: 'AQID', label: '' }], authData: [{ id: 'PIN', value: PIN }] }]);
  });

  it.each([[unavailable], [late]])('is not asked again after %s: it may have cost a try', async (failure) => {
    const bus = new ScriptedBus([failure, { state: 'authorised', sad: 'a.b.c', expiresAt }]);
    const refused = new BusSigningModule(bus).authorise(request);
    await expect(refused).rejects.toBe(failure);
    expect(bus.requests).toHaveLength(1);
  });

  it.each(['evidence.invalid', 'evidence.locked', 'activation.busy', 'order.invalid'] as const)('refused with %s stands in the SAM’s events', async (code) => {
    const refused = new BusSigningModule(new ScriptedBus([new ServiceError(code, 'no', { retryAfter: 30 })])).authorise(request);
    await expect(refused).rejects.toBeInstanceOf(RefusedBySam);
    await expect(refused).rejects.toMatchObject({ code, retryAfter: 30 });
  });

  it.each<[string, Error]>([
    ['a bug', new TypeError(`cannot read ${PIN}`)],
    ['a refusal', new ServiceError('request.invalid', `authData: ${PIN}`)],
    ['something behind a refusal', new ServiceError('internal', 'no', { cause: new Error(PIN) })],
  ])('says nothing of what was brought, not even where %s does', async (_, failure) => {
    const error: unknown = await new BusSigningModule(new ScriptedBus([failure])).authorise(request).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(PIN);
  });

  it('that the contract does not let through is told without what was brought', async () => {
    const bus = new ScriptedBus([]);
    const authData = [{ id: 'PIN' as const, value: new Secret(`${PIN}${'x'.repeat(64_001)}`) }];
    const error: unknown = await new BusSigningModule(bus).authorise({ ...request, authData }).catch((thrown: unknown) => thrown);
    expect(inspect(error, { depth: 20, showHidden: true, maxStringLength: null })).not.toContain(PIN);
    expect(bus.requests).toEqual([]);
  });
});

describe('a code', () => {
  const about = { clientId: client, credentialId: aliceEc };

  it('is asked for once', async () => {
    const bus = new ScriptedBus([{ channel: 'sms', hint: '••• 42', expiresAt: '2027-03-01T09:05:00.000Z' }]);
    await new BusSigningModule(bus).sendCode(about);
    expect([bus.calls, bus.requests]).toEqual([['sendPresenceCode'], [about]]);
  });

  it('is not asked for again when nobody answers: it may have been sent', async () => {
    const bus = new ScriptedBus([late, {}]);
    await expect(new BusSigningModule(bus).sendCode(about)).rejects.toBe(late);
    expect(bus.requests).toHaveLength(1);
  });

  it('that is refused stands in the SAM’s events', async () => {
    const refused = new BusSigningModule(new ScriptedBus([new ServiceError('evidence.too_many_codes', 'no')])).sendCode(about);
    await expect(refused).rejects.toBeInstanceOf(RefusedBySam);
  });
});

describe('an order for later', () => {
  const responseId = order.attemptId;

  it('goes with its terms and is answered by its identifier', async () => {
    const bus = new ScriptedBus([{ responseId }]);
    expect(await new BusSigningModule(bus).signLater(order, { validityMs: 5_000, responseUri: 'https://sca.example/' })).toBe(responseId);
    expect([bus.calls, bus.requests]).toMatchObject([
      ['signHashAsync'],
      [{ attemptId: responseId, sad: 'sad_x', validityMs: 5_000, responseUri: 'https://sca.example/' }],
    ]);
  });

  it.each([[unavailable], [late]])('is repeated once by the same attempt after %s', async (failure) => {
    const bus = new ScriptedBus([failure, { responseId }]);
    expect(await new BusSigningModule(bus).signLater(order, { validityMs: 5_000 })).toBe(responseId);
    expect(bus.requests).toEqual([bus.requests[0], bus.requests[0]]);
  });

  it('is asked about by its identifier', async () => {
    const about = { responseId, clientId: client, signerId: alice };
    expect(await new BusSigningModule(new ScriptedBus([{ state: 'waiting' }])).poll(about)).toEqual({ state: 'waiting' });
    const bus = new ScriptedBus([{ state: 'signed', signatures: ['UQ=='] }]);
    expect(await new BusSigningModule(bus).poll(about)).toEqual({ state: 'signed', signatures: [Uint8Array.of(0x51)] });
    expect(bus.requests).toEqual([about]);
  });
});

describe('an authorisation that waits', () => {
  const activationId = newId('act');
  const expiresAt = '2027-03-01T09:05:00.000Z';

  it('is told as such, and then by its SAD', async () => {
    const bus = new ScriptedBus([
      { state: 'waiting', activationId, expiresAt },
      { state: 'authorised', sad: 'a.b.c', expiresAt },
    ]);
    const module = new BusSigningModule(bus);
    expect(await module.redeem({ activationId, clientId: client })).toEqual({ state: 'waiting', activationId });
    const done = await module.redeem({ activationId, clientId: client });
    expect(done.state === 'authorised' && done.token.reveal()).toBe('sad_a.b.c');
    expect(bus.calls).toEqual(['redeemActivation', 'redeemActivation']);
  });

  it('is extended once, whatever becomes of it', async () => {
    const extension = { sad: new Secret('sad_x'), clientId: client, credentialId: aliceEc, hashes: [Uint8Array.of(1, 2, 3)] };
    const bus = new ScriptedBus([{ activationId, remainingChoice: 1, sad: 'd.e.f', expiresAt }]);
    const issued = await new BusSigningModule(bus).extend(extension);
    expect([issued.token.reveal(), bus.requests]).toEqual(['sad_d.e.f', [{ sad: 'sad_x', clientId: client, credentialId: aliceEc, hashes: ['AQID'] }]]);
    const away = new ScriptedBus([late, {}]);
    await expect(new BusSigningModule(away).extend(extension)).rejects.toBe(late);
    expect(away.calls).toEqual(['extendActivation']);
  });
});
