import { describe, expect, it } from '@jest/globals';
import { type deliver, ServiceError, type ErrorCode } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { Bus } from '@paraph/platform';
import { FakeCourier } from '../../test/fake-courier.js';
import { BusCourier } from './bus-courier.js';

/** A bus that keeps what it is asked, checks it as the real one does, and answers as told. */
function busThat(answers: () => object) {
  const asked: unknown[] = [];
  const call = (contract: typeof deliver, request: object) => {
    asked.push(contract.request.parse(request));
    return Promise.resolve(answers());
  };
  // Of the bus, the adapter uses this one method.
  return { asked, bus: { call } as unknown as Bus };
}

describe('courier over the bus', () => {
  const message = async (text = 'text') => {
    const { sealer } = await FakeCourier.make();
    return { messageId: newId('msg'), channel: 'sms' as const, sealed: await sealer.seal({ address: '+33612345642', text }) };
  };

  it('is handed exactly the sealed message', async () => {
    const { asked, bus } = busThat(() => ({}));
    const sent = await message();
    await new BusCourier(bus).deliver(sent);
    expect(asked).toEqual([sent]);
  });

  it('takes the longest message there is', async () => {
    const { bus } = busThat(() => ({}));
    await expect(new BusCourier(bus).deliver(await message('é'.repeat(1_500)))).resolves.toBeUndefined();
  });

  it.each<[ErrorCode, ErrorCode]>([
    ['message.undeliverable', 'message.undeliverable'],
    ['message.unreadable', 'message.undeliverable'],
    ['service.unavailable', 'service.unavailable'],
    ['deadline.exceeded', 'deadline.exceeded'],
  ])('says of %s: %s', async (answer, code) => {
    const { bus } = busThat(() => {
      throw new ServiceError(answer, 'no');
    });
    await expect(new BusCourier(bus).deliver(await message())).rejects.toMatchObject({ code });
  });
});

describe('a message sealed for courier', () => {
  it('opens with courier’s key alone, and says so in its header', async () => {
    const [courier, other] = [await FakeCourier.make(), await FakeCourier.make()];
    const sealed = await courier.sealer.seal({ address: 'ada@example.org', subject: 'Code', text: 'é' });
    expect(JSON.parse(Buffer.from(sealed.split('.')[0] ?? '', 'base64url').toString())).toEqual({
      alg: 'ECDH-ES',
      enc: 'A256GCM',
      kid: 'courier',
      epk: { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String) },
    });
    const sent = { messageId: newId('msg'), channel: 'email', sealed } as const;
    await courier.deliver(sent);
    expect(courier.inbox).toEqual([{ messageId: sent.messageId, channel: 'email', address: 'ada@example.org', subject: 'Code', text: 'é' }]);
    await expect(other.deliver(sent)).rejects.toThrow();
  });

  it('is another text each time', async () => {
    const { sealer } = await FakeCourier.make();
    const content = { address: '+33612345642', text: 'text' };
    expect(await sealer.seal(content)).not.toBe(await sealer.seal(content));
  });
});
