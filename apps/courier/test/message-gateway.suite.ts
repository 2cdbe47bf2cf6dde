import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { MessageChannel, MessageContent } from '@paraph/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { NotTaken, type MessageGateway } from '../src/domain/message-gateway.js';
import type { GatewayServer } from './servers/test-server.js';
import { aMessage } from './messages.js';

/** A gateway under test and the server it speaks to. */
export interface GatewayUnderTest {
  readonly channel: MessageChannel;
  /** Waits a second for an answer, no longer. */
  readonly gateway: MessageGateway;
  readonly server: GatewayServer;
  /** The same server anew, on the same port. */
  again(): Promise<GatewayServer>;
}

const texts: readonly (readonly [string, string])[] = [
  ['a line', 'Code 123456'],
  ['lines, some of them empty', 'Paraph\n\nCode: 123456\n\n3 documents'],
  ['lines of one full stop', 'before\n.\n..\n.after'],
  ['what a header looks like', 'Bcc: eve@example.org\nContent-Type: text/html\n\n<b>123456</b>'],
  ['quotes and braces', '{"to":"+33600000000"} \\ \' " `'],
  ['accents', 'Votre code à saisir : 123456 – ne le communiquez à personne, même à nous'],
  ['other alphabets and pictures', 'Ω ж 漢字 עברית 🖋️ 👩‍👩‍👧'],
  ['more than one short message', `Code 123456 ${'for "Contract.pdf" '.repeat(60)}end`],
  ['more than one short message, with pictures', `🖋${'漢字🖋'.repeat(60)}`],
];

/** The facts about a gateway, for every adapter, with the real protocol in between. */
export function messageGatewaySuite(name: string, make: () => Promise<GatewayUnderTest>): void {
  describe(name, () => {
    let under: GatewayUnderTest;
    let server: GatewayServer;
    const message = (content: Partial<MessageContent> = {}) => aMessage(under.channel, content);
    const deliver = (content?: Partial<MessageContent>): Promise<unknown> =>
      under.gateway.deliver(message(content)).then(
        () => 'taken',
        (error: unknown) => error,
      );
    const until = async (truth: () => boolean | Promise<boolean>): Promise<void> => {
      for (let waited = 0; waited < 5_000 && !(await truth()); waited += 10) await sleep(10);
      expect(await truth()).toBe(true);
    };

    beforeAll(async () => {
      under = await make();
      server = under.server;
      under.gateway.start();
      await until(() => under.gateway.isReachable());
    });
    afterAll(async () => {
      await under.gateway.stop();
      await server.close();
    });
    beforeEach(() => {
      server.behaviour = 'take';
      server.received.length = 0;
    });

    it('has a name', () => {
      expect(under.gateway.kind).toMatch(/^[a-z]+$/);
    });

    it.each(texts)('carries %s as it was written, once, to one address', async (_what, text) => {
      const sent = message({ text });
      await under.gateway.deliver(sent);
      await until(() => server.received.length > 0);
      expect(server.received).toEqual([{ to: sent.address, text, ...(sent.subject === undefined ? {} : { subject: sent.subject }) }]);
    });

    it('carries many at once, each once and to its own address', async () => {
      const all = Array.from({ length: 20 }, (_, index) => ({
        address: under.channel === 'sms' ? `+336000000${10 + index}` : `person${index}@example.org`,
        text: `Code ${100_000 + index}${index % 3 === 0 ? ' and a long explanation of it'.repeat(8) : ''}`,
      }));
      await Promise.all(all.map((content) => under.gateway.deliver(message(content))));
      await until(() => server.received.length === all.length);
      expect(new Set(server.received.map(({ to, text }) => `${to} ${text}`))).toEqual(new Set(all.map(({ address, text }) => `${address} ${text}`)));
    });

    it.each([
      ['refuse', 'refused', false],
      ['busy', 'busy', false],
      ['hang', 'late', true],
      ['hang-up', undefined, true],
    ] as const)('says so when the other side does not take it: %s', async (behaviour, reason, maybeGone) => {
      server.behaviour = behaviour;
      const began = performance.now();
      const error = await deliver();
      expect(error).toBeInstanceOf(NotTaken);
      const { reason: said, details } = error as NotTaken;
      expect([said, details.maybeGone ?? false]).toEqual([reason ?? said, maybeGone]);
      expect(performance.now() - began).toBeLessThan(4_000);
      expect(server.received).toEqual([]);
      server.behaviour = 'take';
      expect(await deliver()).toBe('taken');
    });

    it.each(['refuse', 'busy', 'hang', 'hang-up'] as const)('repeats nothing of the message, nor of what the other side wrote: %s', async (behaviour) => {
      server.behaviour = behaviour;
      const error = await deliver({ text: 'Code 987654' });
      expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/987654|336123|alice|example\.org|letmein/);
    });

    it('certainly does not go while the other side is away, and goes when it is back', async () => {
      await server.close();
      await until(async () => !(await under.gateway.isReachable()));
      const error = await deliver();
      expect(error).toMatchObject({ name: 'NotTaken', reason: 'unreachable' });
      expect((error as NotTaken).details.maybeGone ?? false).toBe(false);
      server = await under.again();
      await until(() => under.gateway.isReachable());
      expect(await deliver()).toBe('taken');
      await until(() => server.received.length === 1);
    });
  });
}
