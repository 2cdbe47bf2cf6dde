import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { inspect } from 'node:util';
import { ScriptedGateway } from '../../test/scripted-gateway.js';
import { InformSubscriber } from './inform-subscriber.js';
import { Gateways, NotTaken } from './message-gateway.js';
import { RecentMessages } from './recent-messages.js';

const address = 'pki@customer.example';
const ended = { kind: 'service-ended', endedAt: '2026-11-20T08:00:00.000Z' } as const;

let clock: FakeClock;
let sms: ScriptedGateway;
let email: ScriptedGateway;
let informing: InformSubscriber;

beforeEach(() => {
  clock = new FakeClock();
  [sms, email] = [new ScriptedGateway(), new ScriptedGateway()];
  informing = new InformSubscriber(new Gateways({ sms, email }), new RecentMessages(clock), clock);
});

async function inform(messageId = newId('msg'), to = address): Promise<unknown> {
  return informing.run({ messageId, address: to, subscriberName: 'Customer', about: ended }).catch((error: unknown) => error);
}

describe('telling a subscriber', () => {
  it('sends words of its own to the contact, by e-mail, and says when', async () => {
    expect(await inform()).toEqual({ acceptedAt: clock.now(), repeated: false });
    expect(email.took).toHaveLength(1);
    expect(email.took[0]).toMatch(/^pki@customer\.example: Customer: the signing service ended on 2026-11-20 08:00 UTC/);
    expect(sms.took).toEqual([]);
  });

  it('says what is repeated once', async () => {
    const messageId = newId('msg');
    const first = await inform(messageId);
    clock.advance(1_000);
    expect(await inform(messageId)).toEqual({ ...(first as object), repeated: true });
    expect(email.took).toHaveLength(1);
  });

  it('tries again what the gateway certainly did not take', async () => {
    const messageId = newId('msg');
    email.failure = new NotTaken('refused', { status: 450 });
    expect(await inform(messageId)).toMatchObject({ code: 'message.undeliverable' });
    email.failure = undefined;
    expect(await inform(messageId)).toEqual({ acceptedAt: clock.now(), repeated: false });
    expect(email.took).toHaveLength(1);
  });

  it('refuses an address that is none, before any gateway', async () => {
    expect(await inform(newId('msg'), '+33612345678')).toMatchObject({ code: 'message.undeliverable' });
    expect(email.took).toEqual([]);
  });

  it('passes on neither address nor text of a gateway’s bug', async () => {
    email.failure = new Error(`cannot write “the signing service ended” to ${address}`);
    const error = await inform();
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 10 })).not.toMatch(/customer|ended/);
  });
});
