import { beforeEach, describe, expect, it } from '@jest/globals';
import type { MessageChannel } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { inspect } from 'node:util';
import { plain } from '../../test/messages.js';
import { ScriptedGateway } from '../../test/scripted-gateway.js';
import { DeliverMessage } from './deliver-message.js';
import { Gateways, NotTaken } from './message-gateway.js';
import { RecentMessages } from './recent-messages.js';
import { SealedMessages } from './sealed-messages.js';

/** Seals by turning the text around. */
class TurnedAround extends SealedMessages {
  override open(sealed: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(sealed.startsWith('}') ? plain([...sealed].reverse().join('')) : undefined);
  }
}

const turned = (content: object): string => [...JSON.stringify(content)].reverse().join('');
const sealed = turned({ address: '+33612345678', text: 'Code 123456' });

let clock: FakeClock;
let sms: ScriptedGateway;
let email: ScriptedGateway;
let delivery: DeliverMessage;

beforeEach(() => {
  clock = new FakeClock();
  [sms, email] = [new ScriptedGateway(), new ScriptedGateway()];
  delivery = new DeliverMessage(new TurnedAround(), new Gateways({ sms, email }), new RecentMessages(clock), clock);
});

async function run(order: { sealed?: string; channel?: MessageChannel; messageId?: string } = {}): Promise<unknown> {
  return delivery.run({ messageId: newId('msg'), channel: 'sms', sealed, ...order }).catch((error: unknown) => error);
}

describe('delivering', () => {
  it('hands the message to the gateway of its channel and says when', async () => {
    expect(await run()).toEqual({ acceptedAt: clock.now(), repeated: false });
    await run({ channel: 'email', sealed: turned({ address: 'alice@example.org', subject: 'Code', text: 'Code 654321' }) });
    expect([sms.took, email.took]).toEqual([['+33612345678: Code 123456'], ['alice@example.org: Code 654321']]);
  });

  it('sends a repeated message once', async () => {
    const messageId = newId('msg');
    const first = await run({ messageId });
    clock.advance(1_000);
    expect(await run({ messageId })).toEqual({ ...(first as object), repeated: true });
    expect(sms.took).toHaveLength(1);
  });

  it('refuses what does not open, and what is no message', async () => {
    expect(await run({ sealed: 'noise' })).toMatchObject({ code: 'message.unreadable' });
    expect(await run({ sealed: turned({ text: 'Code 123456' }) })).toMatchObject({ code: 'message.unreadable' });
    expect(sms.took).toEqual([]);
  });

  it('refuses an address of the other channel', async () => {
    expect(await run({ channel: 'email' })).toMatchObject({ code: 'message.undeliverable' });
    expect(email.took).toEqual([]);
  });

  it('says of a gateway only that it did not take the message; the reason is for the log', async () => {
    sms.failure = new NotTaken('refused', { status: 422 });
    expect(await run()).toMatchObject({ code: 'message.undeliverable', detail: 'the gateway did not take the message', cause: { message: 'refused (422)' } });
  });

  it.each([new Error('no such number +33612345678, text Code 123456'), { text: 'Code 123456' }, 'Code 123456'])(
    'passes on nothing of a gateway’s bug',
    async (failure) => {
      sms.failure = failure;
      const error = await run();
      expect(error).toBeInstanceOf(Error);
      expect(inspect(error, { depth: 10 })).not.toMatch(/123456|336/);
    },
  );
});
