import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditSummary } from '@paraph/contracts';
import { newId, Secret } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { createHmac } from 'node:crypto';
import { ScriptedGateway } from '../../test/scripted-gateway.js';
import { CallBack, NotAnnounced } from './call-back.js';
import { Gateways, NotTaken } from './message-gateway.js';
import { RecentMessages } from './recent-messages.js';
import { SendSummary } from './send-summary.js';
import { SummaryHook } from './summary-hook.js';

class ScriptedCallBack extends CallBack {
  readonly posted: { body: string; signature: string | undefined }[] = [];
  failure: Error | undefined;

  override async post(_address: URL, body: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    if (this.failure) throw this.failure;
    this.posted.push({ body, signature: headers['paraph-signature'] });
  }
}

const summary: AuditSummary = {
  ...{ kind: 'daily', period: { from: '2027-03-01T00:00:00.000Z', to: '2027-03-02T00:00:00.000Z' } },
  findings: { open: 1, explained: 2, closed: 3 },
  ...{ opened: [], patterns: [], failures: [], roleActs: [], events: [], silent: ['sam'] },
};
const email = { way: 'email', address: 'officer@provider.example' } as const;
const SECRET = 'a secret of the hook and of courier';

let clock: FakeClock;
let gateway: ScriptedGateway;
let callBack: ScriptedCallBack;
let sending: SendSummary;

/** With a secret for the hook, or without one. */
function open(secret?: string): SendSummary {
  const hook = new SummaryHook(
    { hook: new URL('https://officers.example/summaries'), secret: secret === undefined ? undefined : new Secret(secret) },
    callBack,
  );
  return new SendSummary(new Gateways({ sms: new ScriptedGateway(), email: gateway }), hook, new RecentMessages(clock), clock);
}

beforeEach(() => {
  clock = new FakeClock();
  [gateway, callBack] = [new ScriptedGateway(), new ScriptedCallBack()];
  sending = open(SECRET);
});

const send = (to: typeof email | { readonly way: 'hook' } = email, messageId = newId('msg')): Promise<unknown> =>
  sending.run({ messageId, to, summary }).catch((error: unknown) => error);

describe('a summary of the log', () => {
  it('goes by e-mail in words of courier’s own', async () => {
    expect(await send()).toEqual({ acceptedAt: clock.now(), repeated: false });
    expect(gateway.took).toEqual([expect.stringMatching(/^officer@provider\.example: [^]*1 open \/ ouverts[^]*\bsam\b/)]);
  });

  it('goes to the web hook, signed with the time it was sent at', async () => {
    await send({ way: 'hook' });
    const [{ body = '', signature = '' } = {}] = callBack.posted;
    const seconds = Math.floor(clock.now().getTime() / 1_000);
    expect(signature).toBe(`t=${seconds},v1=${createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex')}`);
    expect(JSON.parse(body)).toMatchObject({ summary: { kind: 'daily' } });
    expect(gateway.took).toEqual([]);
  });

  it('goes once under one id', async () => {
    const messageId = newId('msg');
    await send(email, messageId);
    expect(await send(email, messageId)).toMatchObject({ repeated: true });
    expect(gateway.took).toHaveLength(1);
  });

  it.each([
    ['the gateway does not take it', email, () => void (gateway.failure = new NotTaken('refused', { status: 550 }))],
    ['the hook does not take it', { way: 'hook' } as const, () => void (callBack.failure = new NotAnnounced('refused', 500))],
    ['there is no secret for the hook', { way: 'hook' } as const, () => void (sending = open())],
  ])('is undeliverable where %s', async (_case, to, spoil) => {
    spoil();
    expect(await send(to)).toMatchObject({ code: 'message.undeliverable' });
    expect([gateway.took, callBack.posted]).toEqual([[], []]);
  });
});
