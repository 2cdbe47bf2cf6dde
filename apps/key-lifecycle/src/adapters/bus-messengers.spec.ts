import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { Bus } from '@paraph/platform';
import { BusMessengers } from './bus-messengers.js';

const validTo = new Date('2027-05-06T00:00:00.000Z');

/** A bus that keeps what was asked, and answers by the name of the call. */
function neighbours(answers: Readonly<Record<string, object | Error>>): { bus: Pick<Bus, 'call'>; asked: [string, Record<string, unknown>][] } {
  const asked: [string, Record<string, unknown>][] = [];
  const call = async (one: { readonly name: string }, request: unknown): Promise<never> => {
    asked.push([one.name, request as Record<string, unknown>]);
    const answer = answers[one.name];
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error(`nobody answers ${one.name}`);
    return answer as never;
  };
  return { bus: { call }, asked };
}

describe('a signer', () => {
  const letter = { letterId: newId('msg'), tries: 0, recipient: 'signer', credentialId: newId('cred') } as const;
  const tell = (answer: object | Error) => new BusMessengers(neighbours({ sendNotice: answer }).bus).tell(letter);

  it('is told by the SAM, under the letter’s own name', async () => {
    const { bus, asked } = neighbours({ sendNotice: { addresses: 1, validTo: validTo.toISOString() } });
    expect(await new BusMessengers(bus).tell(letter)).toBe(true);
    expect(asked).toEqual([['sendNotice', { noticeId: letter.letterId, credentialId: letter.credentialId, notice: 'certificate-ending' }]]);
  });

  it('is nobody without an address, or where the SAM has nothing to tell', async () => {
    expect(await tell({ addresses: 0 })).toBe(false);
    expect(await tell(new ServiceError('credential.state', 'renewed'))).toBe(false);
    expect(await tell(new ServiceError('credential.unknown', 'gone'))).toBe(false);
  });

  it('is told later where the SAM does not answer', async () => {
    await expect(tell(new ServiceError('hsm.unavailable', 'away'))).rejects.toMatchObject({ code: 'hsm.unavailable' });
  });
});

describe('a subscriber', () => {
  const subscriberId = newId('sub');
  const certificates = Array.from({ length: 102 }, () => ({ credentialId: newId('cred'), validTo }));
  const letter = { letterId: newId('msg'), tries: 0, recipient: 'subscriber', subscriberId, certificates } as const;

  it('is told at its contact, by courier, of a hundred at most and how many more', async () => {
    const { bus, asked } = neighbours({ describeSubscriber: { subscriberId, name: 'Example Ltd', contactEmail: 'contact@customer.example' }, inform: {} });
    expect(await new BusMessengers(bus).tell(letter)).toBe(true);
    const [, [name, request] = []] = asked;
    expect([name, request]).toMatchObject([
      'inform',
      { messageId: letter.letterId, address: 'contact@customer.example', subscriberName: 'Example Ltd', about: { more: 2 } },
    ]);
  });

  it('is nobody without a contact', async () => {
    const { bus, asked } = neighbours({ describeSubscriber: { subscriberId, name: 'Example Ltd' }, inform: {} });
    expect(await new BusMessengers(bus).tell(letter)).toBe(false);
    expect(asked.map(([name]) => name)).toEqual(['describeSubscriber']);
  });
});
