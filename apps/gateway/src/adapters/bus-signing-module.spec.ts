import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId, Secret } from '@paraph/kernel';
import type { Bus } from '@paraph/platform';
import { aliceEc, client } from '../../test/people.js';
import { RefusedBySam, type SigningOrder } from '../domain/signing-module.js';
import { BusSigningModule } from './bus-signing-module.js';

/** Answers each call with the next item: signatures, or an error to throw. */
class ScriptedBus implements Pick<Bus, 'call'> {
  readonly requests: unknown[] = [];

  constructor(private readonly script: (readonly string[] | Error)[]) {}

  call = async (_call: unknown, request: unknown): Promise<never> => {
    this.requests.push(request);
    const next = this.script.shift();
    if (next instanceof Error) throw next;
    return { signatures: next } as never;
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

  it('is not answered by fewer signatures than hashes', async () => {
    await expect(new BusSigningModule(new ScriptedBus([[]])).sign(order)).rejects.toThrow('another number');
  });
});
